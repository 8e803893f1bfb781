// Nothing. Where a long table is read, a browser stops here for a moment, and shows what
// it has and answers who types, before it reads on (decision 42).
