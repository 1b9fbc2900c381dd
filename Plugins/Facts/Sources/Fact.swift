internal import Moderation

/// A fact about a post that does not depend on its words.
struct Fact: Sendable {
    let form: CheckKeyForm
    let kind: Kind
    /// Nil if the post does not have it: then no comparison holds.
    let find: @Sendable (_ name: String, _ post: borrowing ExaminedPost, _ now: Instant) -> FactValue?

    /// What it can be compared with.
    enum Kind: Sendable {
        case number
        case duration
        case truth
        case word(among: [String])
    }

    /// The fact that a key asks for.
    static func named(by key: CheckKey) -> Fact? {
        all.compactMap { fact in fact.form.fit(key).map { (fit: $0, fact: fact) } }.max { $0.fit < $1.fit }?.fact
    }

    static let all: [Fact] = [
        Fact(
            "body_length", .number, "The number of characters of the text; 0 if there is none",
            "body_length: \"< 10\"", fires: "hi all", passes: "hello everybody"
        ) {
            _, post, _ in .number(Double(post.characters(of: .body)))
        },
        Fact(
            "title_length", .number, "The number of characters of the heading", "title_length: \"< 3\"",
            fires: "{title: hi}", passes: "{title: hello}"
        ) {
            _, post, _ in .number(Double(post.characters(of: .title)))
        },
        Fact(
            "author.account_age", .duration, "The age of the account when it posted (from author.created_at)",
            "author.account_age: \"< 7 days\"", fires: "{body: hi, assume: {author.account_age: 3 hours}}",
            passes: "{body: hi, assume: {author.account_age: 2 years}}"
        ) { _, post, now in post.age(of: .authorCreatedAt, at: post.post.time(of: .createdAt) ?? now) },
        Fact(
            "post_age", .duration, "How long ago the post was written (from created_at)", "post_age: \"> 30 days\"",
            fires: "{body: hi, assume: {post_age: 60 days}}", passes: "{body: hi, assume: {post_age: 1 day}}"
        ) {
            _, post, now in post.age(of: .createdAt, at: now)
        },
        Fact(
            "is_reply", .truth, "Whether it replies to another post (reply_to is given)", "is_reply: true",
            fires: "{body: hi, reply_to: '4711'}", passes: "hi"
        ) {
            _, post, _ in .truth(post.isReply)
        },
        Fact(
            "type", .word(among: ["reply", "link", "text"]),
            "reply: it replies to another post; link: it is about a link (url is given); text: neither",
            "type: [text, link]", fires: "hi", passes: "{body: hi, reply_to: '4711'}"
        ) { _, post, _ in .word(post.isReply ? "reply" : post.post.value(of: .url) != nil ? "link" : "text") },
        Fact(
            "author.*", .number, "A number of the author, such as author.followers",
            "author.followers (number): \"< 3\"", fires: "{body: hi, author: {followers: 2}}",
            passes: "{body: hi, author: {followers: 20}}", required: "number"
        ) { name, post, _ in post.number(name) },
        Fact(
            "extra.*", .number, "A number that the platform gave", "extra.likes (number): \"> 100\"",
            fires: "{body: hi, extra: {likes: 200}}", passes: "{body: hi, extra: {likes: 5}}", required: "number"
        ) { name, post, _ in post.number(name) },
        Fact(
            "extra.*", .duration, "How long ago a date was that the platform gave",
            "extra.edited_at (age): \"< 1 hour\"",
            fires: "{body: hi, extra: {edited_at: '2026-01-15T11:30:00Z'}}",
            passes: "{body: hi, extra: {edited_at: '2026-01-15T08:00:00Z'}}", required: "age"
        ) { name, post, now in post.age(of: Field(name), at: now) },
        Fact(
            "extra.*", .truth, "A truth value that the platform gave", "extra.verified (truth): false",
            fires: "{body: hi, extra: {verified: false}}", passes: "{body: hi, extra: {verified: true}}",
            required: "truth"
        ) { name, post, _ in
            guard case .truth(let value) = post.post.value(of: Field(name)) else { return nil }
            return .truth(value)
        },
    ]

    private static let requiredModifiers = [
        "number": CheckKeyForm.Modifier(
            "number", "Compares it as a number", example: "author.followers (number): \"< 3\"",
            fires: "{body: hi, author: {followers: 2}}", passes: "{body: hi, author: {followers: 20}}"),
        "age": CheckKeyForm.Modifier(
            "age", "Compares how long ago the date was", example: "extra.edited_at (age): \"< 1 hour\"",
            fires: "{body: hi, extra: {edited_at: '2026-01-15T11:30:00Z'}}",
            passes: "{body: hi, extra: {edited_at: '2026-01-15T08:00:00Z'}}"),
        "truth": CheckKeyForm.Modifier(
            "truth", "true or false", example: "extra.verified (truth): false",
            fires: "{body: hi, extra: {verified: false}}", passes: "{body: hi, extra: {verified: true}}"),
    ]

    private init(
        _ name: String, _ kind: Kind, _ summary: String, _ example: String, fires: String, passes: String,
        required: String? = nil,
        find: @escaping @Sendable (String, borrowing ExaminedPost, Instant) -> FactValue?
    ) {
        form = CheckKeyForm(
            name, modifiers: required.flatMap { Self.requiredModifiers[$0] }.map { [$0] } ?? [], required: required,
            reads: name.contains(".") ? .fieldOfItsName : .text, summary: summary, example: example,
            fires: fires, passes: passes)
        self.kind = kind
        self.find = find
    }
}

extension ExaminedPost {
    fileprivate var isReply: Bool { post.value(of: .replyTo) != nil }

    /// Unicode scalars.
    fileprivate func characters(of field: Field) -> Int {
        post.text(of: field)?.count { $0 & 0xC0 != 0x80 } ?? 0
    }

    fileprivate func age(of field: Field, at now: Instant) -> FactValue? {
        switch post.value(of: field) {
        case .time(let then): .duration(seconds: now.seconds(since: then))
        case .text(let bytes): Instant(rfc3339: bytes).map { .duration(seconds: now.seconds(since: $0)) }
        case .number(let seconds): .duration(seconds: now.seconds(since: Instant(seconds: seconds)))
        default: nil
        }
    }

    fileprivate func number(_ name: String) -> FactValue? {
        guard case .number(let value) = post.value(of: Field(name)) else { return nil }
        return .number(value)
    }
}
