// Links and contacts in a text: where they are, however they are written, and where they lead. No rules and no
// counting: the plugins for links, shapes and floods, and `moongate links`, all look through this one room, so that
// they never differ in what a link is.
//
// `Beginnings` notes where something may begin; `LinkScanner` reads links and e-mail addresses from there, `ContactFinder`
// accounts and numbers, `Tags` mentions and hashtags. Everything found points at bytes of the original text.
