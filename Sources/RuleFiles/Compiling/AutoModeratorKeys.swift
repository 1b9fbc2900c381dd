/// Keys and words of Reddit's AutoModerator that rules here do not have, and what to write instead.
enum AutoModeratorKeys {
    static let advice: [String: String] = [
        "account_age": "write author.account_age: \"< 7 days\"",
        "action_reason": "write reason: a text for moderators",
        "author": "write a key for each fact: author.name: bob, author.account_age: \"< 7 days\"",
        "body_longer_than": "write body_length: \"> 20\"",
        "body_shorter_than": "write body_length: \"< 20\"",
        "combined_karma": "write author.karma (number): \"< 10\" if posts bring it along as author.karma",
        "combined_subreddit_karma": "write author.karma (number): \"< 10\" if posts bring it along as author.karma",
        "comment": "moongate writes nothing to authors; a reason: for moderators is shown with the verdict",
        "comment_karma": "write author.karma (number): \"< 10\" if posts bring it along as author.karma",
        "flair_text": "write extra.flair: a word, if posts bring it along as flair",
        "is_edited": "write extra.is_edited: true, if posts bring it along",
        "link_karma": "write author.karma (number): \"< 10\" if posts bring it along as author.karma",
        "media_author": "write extra.NAME: a word, for what the platform sends along",
        "message": "moongate writes nothing to authors; a reason: for moderators is shown with the verdict",
        "moderators_exempt": "leave accounts out with a check: ~author.name: [a name]",
        "modmail": "moongate writes no messages; a reason: for moderators is shown with the verdict",
        "parent_submission": "a post is judged by itself; reply_to: is the id of the post that it answers",
        "post_karma": "write author.karma (number): \"< 10\" if posts bring it along as author.karma",
        "reports":
            "posts are judged before anyone reports them; extra.reports (number): \"> 2\" asks what the platform sends",
        "satisfy_any_threshold": "write any: [{author.account_age: \"< 7 days\"}, {author.karma (number): \"< 10\"}]",
        "set_flair": "moongate only judges; give the rule a score or an action",
        "set_locked": "moongate only judges; give the rule a score or an action",
        "subreddit": "write channels: [a channel]",
        "title_longer_than": "write title_length: \"> 20\"",
        "title_shorter_than": "write title_length: \"< 20\"",
    ]

    /// Actions by other names.
    static let actions = ["remove": "reject", "report": "flag", "filter": "flag", "hold": "flag"]
}
