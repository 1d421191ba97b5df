"""The main job, told through the browser: write, submit, approve as another, and see who got it."""

import json
import time
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Staff

pytestmark = pytest.mark.journey
READERS = {"佐藤 はな", "高橋 みゆき", "田中 健太"}


def texts_by_reader(town) -> dict[str, list[str]]:
    """Name of each phone → every message it got, as JSON text."""
    phones = town.emulator.ask("phones")["phones"]
    messages = {p["name"]: town.emulator.received(p["user_id"]) for p in phones}
    return {name: [json.dumps(m, ensure_ascii=False) for m in got] for name, got in messages.items()}


def readers_of(town, words: str) -> dict[str, int]:
    """Who got a message with these words, and how often."""
    counts = {name: sum(words in text for text in texts) for name, texts in texts_by_reader(town).items()}
    return {name: count for name, count in counts.items() if count}


def eventually(check, seconds: float = 60):
    """The first true answer of `check`; its last one when none came in time."""
    until = time.monotonic() + seconds
    while not (answer := check()) and time.monotonic() < until:
        time.sleep(0.5)
    return answer


def mirror_holds(town, words: str) -> bool:
    return any(words in file.read_text() for file in (town.var / "mirror").rglob("*.html"))


@pytest.fixture
def aoi(browser, any_town) -> Staff:
    return Staff(browser, any_town, "青木")


@pytest.fixture
def ben(browser, any_town) -> Staff:
    return Staff(browser, any_town, "別府")


def test_an_approved_page_reaches_its_segment_the_web_and_nobody_else(any_town, aoi, ben):
    title = f"図書館の休館日 {uuid.uuid4().hex[:6]}"
    aoi.start_announcement(title, "12月の休館日をおしらせします。")
    aoi.instruct()
    aoi.submit()

    ben.open_request(title)
    shown = ben.page.locator("main")
    expect(shown).to_contain_text("3人")
    expect(shown).to_contain_text("イベント")
    expect(shown).to_contain_text("12月の休館日をおしらせします。")
    ben.approve()

    assert eventually(lambda: readers_of(any_town, title) == dict.fromkeys(READERS, 1)), readers_of(any_town, title)
    assert title in any_town.read("/")
    assert eventually(lambda: mirror_holds(any_town, "12月の休館日をおしらせします。"))

    aoi.correct(title, "12月の休館日をお知らせします。")
    ben.open_request(title)
    ben.approve()
    assert eventually(lambda: mirror_holds(any_town, "12月の休館日をお知らせします。"))
    time.sleep(5)  # long enough for a worker that would send again to have done so
    assert readers_of(any_town, title) == dict.fromkeys(READERS, 1)


def test_a_correction_before_the_planned_time_is_what_goes(browser, cloned_town, town_here):
    """Planned and corrected in both towns, and only then waited for."""
    planned = [(town, correct_before_its_time(browser, town)) for town in (cloned_town, town_here)]
    for town, title in planned:
        assert eventually(lambda: readers_of(town, title), 180) == dict.fromkeys(READERS, 1)  # noqa: B023 called here
        assert readers_of(town, "12月1日に断水します。") == {}
        assert set(readers_of(town, "12月2日に断水します。")) == READERS


def correct_before_its_time(browser, town) -> str:
    """The title of an announcement that is planned, approved, corrected and approved again."""
    aoi, ben = Staff(browser, town, "青木"), Staff(browser, town, "別府")
    title = f"水道の工事 {uuid.uuid4().hex[:6]}"
    at = datetime.now(ZoneInfo("Asia/Tokyo")) + timedelta(seconds=150)
    aoi.start_announcement(title, "12月1日に断水します。")
    aoi.instruct(at=f"{at:%Y-%m-%d %H:%M}")
    aoi.submit()
    ben.open_request(title)
    ben.approve()
    aoi.correct(title, "12月2日に断水します。")
    ben.open_request(title)
    ben.approve()
    return title


def test_the_phones_of_the_segment_show_the_bubble_and_the_others_do_not(any_town, aoi, ben, browser):
    title = f"冬まつり {uuid.uuid4().hex[:6]}"
    aoi.start_announcement(title, "中央公園でひらきます。")
    aoi.instruct()
    aoi.submit()
    ben.open_request(title)
    ben.approve()
    assert eventually(lambda: len(readers_of(any_town, title)) == len(READERS))
    page = browser.new_page()
    for name, sees in (("佐藤 はな", True), ("鈴木 一郎", False)):
        page.goto(any_town.site + "/emulator/")
        page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()
        expect(page.get_by_role("textbox", name="メッセージ").first).to_be_visible()
        if sees:
            expect(page.get_by_text(title).first).to_be_visible()
        else:
            expect(page.get_by_text(title)).to_have_count(0)
