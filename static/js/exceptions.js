// The form that asks for an exception: what the rules say is read anew by htmx while one
// types, and has moments in the reader's own time. See templates/exceptions/new.html.

document.addEventListener("htmx:afterSwap", () => window.localTimes?.());
