// Links and contacts in a text: where they are, however they are written, and where they lead. No rules and no
// counting: the plugins for links, shapes and floods, and `moongate links`, all look through this one room, so that
// they never differ in what a link is.
//
// `LinkScanner` walks over the folded text once; `HostReader` reads names and numbers, `TailReader` what follows them.
// Everything found points at bytes of the original text.
