#!/usr/bin/env python3
"""Writes made-up posts of a community of newcomers and hosts, one JSON object a line.

    make-posts.py [--count N] [--seed N] [--scams PERCENT] > posts.jsonl

45 % English, 40 % Chinese, 15 % both in one post; bodies of 420 bytes in the mean, with a long tail; a few solicit
contacts, so that some are flagged. The same arguments give the same bytes. For machines without a corpus of real posts:
the sentences repeat, so a cache or a duplicate finder sees more than it would in life.
"""
import argparse
import datetime
import json
import random
import sys

ENGLISH = (
    ("My landlord", "The agency", "A friend of mine", "Our neighbour", "The school office", "My host family",
     "Somebody in the park", "The nurse", "A colleague", "The man at the counter"),
    ("told me that", "still believes that", "wrote yesterday that", "could not explain why", "asked whether",
     "was surprised that", "said twice that", "did not mention that"),
    ("the rent near the station", "a deposit of two months", "the bill from the hospital", "tuition for next term",
     "a monthly salary like ours", "the guitar lesson on Saturday", "that old piano record", "the bus to the campus",
     "health insurance for families", "a used bicycle"),
    ("costs about {n} now", "went up by {n} percent", "has been fair all along", "takes {n} days to arrange",
     "is cheaper on Mondays", "sounds better than it is", "was paid in {n} parts", "needs a form in two copies",
     "can be shared by {m} people", "was worth every penny"),
)
CHINESE = (
    ("我的房东", "中介公司", "一个朋友", "隔壁邻居", "学校办公室", "我们的接待家庭", "公园里有个人", "护士", "同事", "柜台的先生"),
    ("昨天说", "一直认为", "写信告诉我", "没有解释为什么", "问大家是不是", "没想到", "说了两遍", "忘了提醒我们"),
    ("车站附近的房租", "两个月的押金", "医院的账单", "下学期的学费", "像我们这样的工资", "周六的吉他课", "那张老钢琴唱片",
     "去校园的公交车", "家庭医疗保险", "一辆二手自行车"),
    ("现在要{n}块", "涨了百分之{n}", "一直都很公道", "要等{n}天才能办好", "星期一会便宜一点", "听起来比实际好", "可以分{m}次付",
     "需要填两份表格", "可以{m}个人一起用", "真的很值"),
)
SCAMS = (
    "想赚钱的加微信：{h} 刷单日结", "兼职日入{n}，加v：{h}", "低价出号，有意加薇信 {h}", "在家就能做，联系我微信{h}，当天结算",
    "Earn {n} a day from home, add me on WhatsApp {h}", "Selling verified accounts, telegram @{h}",
)
MEAN_BYTES = 420
# Of the logarithm: the spread of what people write.
SPREAD = 0.62


def sentence(random, parts, end):
    joint = "" if parts is CHINESE else " "
    text = joint.join(random.choice(choices) for choices in parts)
    return text.format(n=random.randrange(10, 900), m=random.randrange(2, 7)) + end


def body(random, kind):
    # A sentence overshoots the target by half its length: that is taken off, so that the mean comes out.
    target = MEAN_BYTES * random.lognormvariate(-SPREAD * SPREAD / 2, SPREAD) - 40
    text = ""
    while not text or len(text.encode()) < target:
        chinese = kind == "zh" or (kind == "mixed" and random.random() < 0.5)
        if text and not (chinese and text.endswith("。")):
            text += " "
        text += sentence(random, CHINESE, "。") if chinese else sentence(random, ENGLISH, random.choice(".!?"))
    return text


def post(random, number, scams):
    kind = random.choices(("en", "zh", "mixed"), (45, 40, 15))[0]
    text = body(random, kind)
    if random.random() * 100 < scams:
        handle = "".join(random.choice("abcdefghkmnprstuvwxyz") for _ in range(5)) + str(random.randrange(100, 9999))
        text += " " + random.choice(SCAMS).format(h=handle, n=random.randrange(200, 2000))
    at = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=number * 7)
    return {
        "id": f"m{number:07}",
        "author": {"name": f"user{random.randrange(1_000_000)}"},
        "channel": random.choice(("general", "chat", "market")),
        "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "body": text,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scams", type=float, default=4, metavar="PERCENT")
    options = parser.parse_args()
    source = random.Random(options.seed)
    sys.stdout.reconfigure(encoding="utf-8")
    for number in range(options.count):
        print(json.dumps(post(source, number, options.scams), ensure_ascii=False))


if __name__ == "__main__":
    main()
