/// Words that hold sentences together, and pieces of addresses: alone they mean nothing to a person.
enum FunctionWords {
    static let all = Set(list.split(separator: " ").map { Array($0.utf8) })

    private static let list = """
        a an the this that these those and or but if so as at by for from in into of off on out to up with without about \
        over under than then there here it its it's i i'm i've me my mine we us our you you're your yours u ur he him his \
        she her they them their who what which when where why how is am are was were be been being do does did done have \
        has had having can could will would shall should may might must not no yes don't s t m re ve ll d b c e f g h j k \
        l n o p q r v w x y z just also very too only all any some each other more most much many \
        http https www com net org html htm php amp br nbsp \
        的 了 是 我 你 他 她 它 们 在 有 和 与 就 都 也 还 不 没 这 那 个 一 着 过 吗 呢 吧 啊 哦 嗯 之 其 而 但 很 被 把 从 到 对 为 以 及 或 等
        """
}
