"""What the demo city has to say. Written for the demo; no real city, person or telephone number."""

SECTIONS = [  # slug, title, summary, department code
    ("kurashi", "くらし・手続き", "引っ越し、ごみ、税金など、毎日のくらしの手続きをまとめています。", "koho"),
    ("kosodate", "子育て・教育", "妊娠、出産、保育、学校についての案内です。", "kosodate"),
    ("bosai", "防災・安全", "災害への備えと、避難の情報をまとめています。", "kiki"),
    ("shisei", "市政情報", "市の計画、予算、市長の話、審議会のお知らせです。", "koho"),
]

CATEGORIES = ["イベント", "子育て", "防災", "健康", "ごみ・環境", "募集"]

ANNOUNCEMENTS = [  # section slug, title, summary, category, urgent, author, paragraphs
    (
        "kurashi", "年末年始のごみ収集日を変更します", "12月29日から1月3日までは収集を休みます。", "ごみ・環境", False, "aoi",
        [
            ("h", "収集を休む日"),
            ("p", "12月29日（火曜日）から1月3日（日曜日）まで、すべての地区で収集を休みます。"),
            ("h", "年内最後の収集日"),
            ("p", "燃えるごみは12月28日（月曜日）まで、資源ごみは12月25日（金曜日）までです。朝8時までに出してください。"),
        ],
    ),
    (
        "kosodate", "親子で楽しむ冬のおはなし会", "0歳から就学前の子どもと保護者が対象です。申し込みはいりません。", "イベント", False, "chika",
        [
            ("h", "日時と場所"),
            ("p", "12月12日（土曜日）午前10時から11時まで。中央図書館2階 おはなしの部屋。"),
            ("h", "定員"),
            ("p", "先着20組です。参加費は無料です。"),
        ],
    ),
    (
        "kosodate", "インフルエンザ予防接種の費用を助成します", "1歳から中学3年生までの子どもが対象です。", "健康", False, "chika",
        [
            ("h", "助成の額"),
            ("p", "1回につき2,000円です。市内の指定医療機関で、1月31日（日曜日）までに受けた接種が対象です。"),
            ("h", "持ち物"),
            ("p", "母子健康手帳と、住所がわかるものをお持ちください。"),
        ],
    ),
    (
        "bosai", "一斉防災訓練を12月6日に行います", "午前9時に、市内全域で地震に備える訓練を行います。", "防災", False, "emi",
        [
            ("h", "訓練の内容"),
            ("p", "午前9時に防災無線で合図を流します。まず低く、頭を守り、動かない、の3つの動作を1分間行ってください。"),
            ("h", "注意"),
            ("p", "訓練の放送です。実際の災害とお間違えのないようにお願いします。"),
        ],
    ),
    (
        "shisei", "市の総合計画（案）への意見を募集します", "12月25日（金曜日）まで、だれでも意見を出せます。", "募集", False, "aoi",
        [("p", "計画（案）は市役所1階と図書館で読めます。意見は郵送、ファクス、フォームで受け付けます。")],
    ),
]  # fmt: skip

URGENT = (
    "bosai", "大雨のため、みどり川の河川敷に近づかないでください", "みどり川の水位が上がっています。", "防災", True, "emi",
    [("p", "みどり川の水位が上がっています。河川敷の公園と駐車場は閉めました。川に近づかないでください。")],
)  # fmt: skip

QUESTIONS = [  # question, other wordings, answer, category
    ("粗大ごみはどうやって出しますか", "大型ごみ\n家具を捨てたい", "電話かインターネットで申し込んでから、処理券を貼って出してください。", "ごみ・環境"),
    ("指定緊急避難場所と指定避難所は何が違いますか", "避難所\nどこに逃げる", "指定緊急避難場所は危険から命を守るために逃げる場所、指定避難所はしばらく生活する場所です。", "防災"),
    ("保育園の申し込みはいつですか", "保育所\n入園", "4月入園の申し込みは、11月1日から12月10日までです。", "子育て"),
    ("マイナンバーカードはどこで受け取れますか", "個人番号カード", "市役所1階の市民課と、駅前の市民サービスコーナーで受け取れます。", "募集"),
]  # fmt: skip

ASKED = [  # question to residents, kind, choices, department code
    ("知りたいお知らせ", "several", ["防災", "子育て", "イベント", "健康", "ごみ・環境"], "koho"),
    ("お住まいの地区", "one", ["中央地区", "北地区", "南地区", "東地区", "西地区"], "koho"),
]

ALSO_ASKED = [  # question to residents, kind, how many answers, department code
    ("お子さんの生年月日", "date", 10, "koho"),
    ("生まれた年", "year", 1, "koho"),
]

SEGMENTS: list[tuple[str, str, list[str], str | None]] = [  # name, department code, wanted choices, district
    ("子育ての情報がほしい人", "kosodate", ["子育て"], None),
    ("イベントまたは子育ての情報がほしい人", "koho", ["イベント", "子育て"], None),
    ("南地区で防災の情報がほしい人", "kiki", ["防災"], "南地区"),
]

RESIDENTS = [  # name on the phone, chosen topics, district
    ("佐藤 はな", ["子育て", "イベント"], "中央地区"),
    ("鈴木 一郎", ["防災"], "南地区"),
    ("高橋 みゆき", ["子育て"], "南地区"),
    ("田中 健太", ["イベント", "ごみ・環境"], "北地区"),
    ("伊藤 さくら", ["健康"], "東地区"),
    ("渡辺 修", ["防災", "健康"], "西地区"),
    ("山本 ゆい", [], None),
    ("中村 大輔", ["ごみ・環境"], "中央地区"),
]

GREETING = (
    "友だち追加、ありがとうございます。{city}です。\n"
    "下のボタンを 押して、知りたい お知らせを 選んで ください。選んだ お知らせだけが 届きます。"
)

# Name of the set, department code, author, approver, values, tabs: words, icon, kind of target, its value (of a page:
# how its title begins).
MENUS: list[tuple[str, str, str, str, dict[str, str], list[tuple[str, list[tuple[str, str, str, str]]]]]] = [
    (
        "ふだんのメニュー", "koho", "aoi", "ben", {"theme": "blue", "chat_bar_text": "メニューを開く"},
        [
            ("メイン", [
                ("ごみの収集日", "garbage", "page", "年末年始のごみ"), ("子育て", "childcare", "page", "子育て・教育"),
                ("くらしの手続き", "desk", "page", "くらし・手続き"), ("市からのお知らせ", "news", "page", "市政情報"),
                ("よくある質問", "faq", "page", "よくある質問"), ("受信設定", "receive_settings", "liff", "settings"),
            ]),
            ("防災", [
                ("防災・避難", "evacuation", "page", "防災・安全"), ("避難所のちがい", "shelter", "page", "指定緊急避難場所"),
                ("防災訓練", "disaster", "page", "一斉防災訓練"), ("危機管理課へ電話", "telephone", "phone", "042-000-0301"),
            ]),
            ("おすすめ", [
                ("おはなし会", "library", "page", "親子で楽しむ"), ("予防接種の助成", "vaccination", "page", "インフルエンザ"),
                ("ご意見の募集", "forms", "page", "市の総合計画"), ("市のホームページ", "website", "page", "みどり市"),
            ]),
        ],
    ),
    (
        "災害のときのメニュー", "kiki", "emi", "admin",
        {"theme": "disaster", "chat_bar_text": "災害情報を開く", "purpose": "emergency"},
        [
            ("防災", [
                ("今の情報", "warning", "page", "大雨のため"), ("避難所のちがい", "shelter", "page", "指定緊急避難場所"),
                ("防災・避難", "evacuation", "page", "防災・安全"), ("危機管理課へ電話", "telephone", "phone", "042-000-0301"),
                ("市からのお知らせ", "news", "page", "市政情報"), ("受信設定", "receive_settings", "liff", "settings"),
            ]),
        ],
    ),
]  # fmt: skip
