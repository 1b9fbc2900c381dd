/// A way to reach somebody, as it was found in a text.
public struct Contact: Sendable, Hashable {
    /// Where.
    public let kind: Kind
    /// Bytes of the original text: the handle and the word that announces it.
    public let range: Range<Int>
    /// One text for all ways to write the same contact. Personal data: never for the journal.
    public let handle: String

    /// What a contact is for.
    public enum Kind: String, Sendable, CaseIterable {
        /// An e-mail address.
        case email
        /// A telephone number: `+86...` where the country is known, else digits.
        case phone
        /// A WeChat account, also one that is a telephone number.
        case wechat
        /// A QQ number, of a person or a group.
        case qq
        /// A Telegram account, group or channel.
        case telegram
        /// A WhatsApp number or group.
        case whatsapp
        /// A LINE account.
        case line
    }
}
