"""One enquiry all the way: form, queue, reply, mail, office, answer, status page; twice."""

import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import PASSWORD
from tests.journey.conftest import Centre, text_of
from tests.local.conftest import wait_until
from tests.local.test_whole import part, ready

pytestmark = [pytest.mark.browser, pytest.mark.worker]

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
# A board that hears of nothing asks every 10 seconds: this is sooner.
WITHIN_MS = 8000
WORDS = {
    "en": {
        "start": "/en/contact/",
        "sign_in": "/en/account/sign-in/",
        "status": "/en/status/",
        "question": "I applied in March. My visa file is silent. Can you look?",
        "reply": "Could you send us a clearer copy of page 2?",
        "answer": "Here is the clearer copy, thank you.",
        "final": "Your file is complete. You will hear from us by Friday.",
        "answered": "answer",
    },
    "fr": {
        "start": "/fr/communiquer/",
        "sign_in": "/fr/compte/connexion/",
        "status": "/fr/suivi/",
        "question": "J’ai fait ma demande en mars. Où en est mon dossier?",
        "reply": "Pourriez-vous nous envoyer une copie plus nette de la page 2?",
        "answer": "Voici la copie plus nette, merci.",
        "final": "Votre dossier est complet. Vous aurez des nouvelles d’ici vendredi.",
        "answered": "réponse",
    },
}


def go_on(page: Page) -> None:
    page.locator("main form button.button--primary, main form button.button--start").last.click()


def file_the_form(page: Page, centre: Centre, words: dict[str, str], tmp_path: Path) -> str:
    """Walk the form with a PDF to its receipt; return the reference."""
    pdf = tmp_path / "passport.pdf"
    pdf.write_bytes(PDF)
    page.goto(centre.url + words["start"])
    page.locator("main form button, main a.button--start").first.click()
    page.check("input[name=topic][value=status]")
    go_on(page)
    page.check("input[name=role][value=applicant]")
    go_on(page)
    say_numbers(page)
    go_on(page)
    if page.locator("[name=subtopic]").count():
        page.locator("input[name=subtopic]").first.check()
    page.fill("textarea[name=question]", words["question"])
    go_on(page)
    page.set_input_files("input[type=file]", str(pdf))
    expect(page.locator("main")).to_contain_text("passport.pdf")
    page.wait_for_timeout(500)
    go_on(page)
    say_how_to_reach(page, words["email"])
    go_on(page)
    expect(page.locator("main")).to_contain_text("passport.pdf")
    page.locator("main form button.button--primary, main form button.button--start").last.click()
    page.wait_for_url("**/sent/**" if "/en/" in words["start"] else "**/envoyee/**")
    return page.locator("main").inner_text().split("CC-")[1][:9]


def fill_date(page: Page, name: str, day: str, month: str, year: str) -> None:
    page.fill(f"[name={name}_day]", day)
    page.select_option(f"select[name={name}_month]", month)
    page.fill(f"[name={name}_year]", year)


def say_numbers(page: Page) -> None:
    page.check("input[name=uci_unknown]")
    page.fill("input[name=family_name]", "Tran")
    fill_date(page, "date_of_birth", "7", "5", "1990")


def say_how_to_reach(page: Page, email: str) -> None:
    page.fill("input[name=name]", "Minh Tran")
    page.fill("input[name=email]", email)
    page.select_option("select[name=country]", "CA")
    page.select_option("select[name=province]", "QC")


def sign_in(browser: Browser, centre: Centre, words: dict[str, str], email: str) -> Page:
    page = browser.new_context(locale="en-CA").new_page()
    page.goto(centre.url + words["sign_in"])
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_url(lambda url: words["sign_in"] not in url)
    return page


def answer_by_mail(mail: EmailMessage, words: dict[str, str]) -> bytes:
    """What the client's own mail program would send back."""
    back = EmailMessage()
    back["From"] = f"Minh Tran <{words['email']}>"
    back["To"] = mail["Reply-To"] or mail["From"]
    back["Subject"] = f"Re: {mail['Subject']}"
    back["Message-ID"] = f"<answer-{words['email']}>"
    back["In-Reply-To"] = mail["Message-ID"]
    back["References"] = mail["Message-ID"]
    quoted = "\n".join(f"> {line}" for line in text_of(mail).splitlines())
    back.set_content(f"{words['answer']}\n\n{quoted}\n")
    return back.as_bytes()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_enquiry_all_the_way(
    language: str, centre: Centre, browser: Browser, tmp_path: Path
) -> None:
    words = WORDS[language] | {"email": f"tran.{language}@example.org"}
    staff = centre.staff(language)
    client = browser.new_context().new_page()
    number = "CC-" + file_the_form(client, centre, words, tmp_path)

    agent = sign_in(browser, centre, words, staff["agent"])
    claim(agent, number)
    expect(agent.locator("#thread")).to_contain_text(words["question"])
    expect(agent.locator("#thread")).to_contain_text("passport.pdf")

    agent.fill("#reply_text", words["reply"])
    agent.check("input[name=wait]")
    agent.locator("[data-send]").first.click()
    expect(agent.locator("#thread")).to_contain_text(words["reply"])

    mail = centre.mail(words["reply"], to=words["email"])
    assert mail["To"] == words["email"]
    said = json.loads(centre.manage("receive_email", stdin=answer_by_mail(mail, words)))
    assert (said["action"], said["ticket"], said["author"]) == ("appended", number, "client")
    show_news(agent)
    expect(agent.locator("#thread")).to_contain_text(words["answer"])

    escalate(agent, staff["office"])
    answer_as_office(sign_in(browser, centre, words, staff["officer"]), number)
    show_news(agent)
    expect(agent.locator("#thread")).to_contain_text("Passport requested")

    close_the_case(agent, words)
    page = read_status(client, centre, words, number)
    for name in ("question", "reply", "answer", "final"):
        expect(page.locator("main")).to_contain_text(words[name])
    expect(page.locator("main")).not_to_contain_text("Can it be issued before Friday?")


def show_news(agent: Page) -> None:
    """What came meanwhile announces itself on the open page, and shows itself when asked."""
    chip = agent.locator("[data-live-show]")
    expect(chip).to_be_visible(timeout=15_000)
    chip.click()


def escalate(agent: Page, office: str) -> None:
    agent.goto(agent.url.split("#")[0])
    agent.locator("a[data-key=e], a[aria-keyshortcuts=e]").first.click()
    agent.select_option("select[name=office]", office)
    agent.check("input[name=reason][value=urgent]")
    agent.fill("textarea[name=question]", "Can it be issued before Friday?")
    go_on(agent)
    expect(agent.locator("#thread")).to_be_visible()


def answer_as_office(officer: Page, number: str) -> None:
    officer.locator("#referrals a").first.click()
    expect(officer.locator("main")).to_contain_text(number)
    officer.locator(
        "form[action*='acknowledge'] button, form[action*='accus'] button"
    ).first.click()
    expect(officer.locator("h1")).to_be_visible()
    officer.fill("[name=stage]", "Medical received")
    officer.fill("[name=last_activity]", "Passport requested")
    officer.fill("[name=outstanding]", "Nothing, with us")
    fill_date(officer, "next_update_on", "1", "12", "2030")
    officer.check("input[name=may_tell][value=yes]")
    officer.locator("form:has([name=stage]) button.button--primary").last.click()
    expect(officer.locator("h1")).to_be_visible()


def close_the_case(agent: Page, words: dict[str, str]) -> None:
    agent.goto(agent.url.split("#")[0])
    agent.fill("#reply_text", words["final"])
    agent.locator("[data-send]").first.click()
    expect(agent.locator("#thread")).to_contain_text(words["final"])
    resolve = "resolve/" if "/en/" in words["start"] else "regler/"
    agent.locator(f"a[href$='{resolve}']").first.click()
    agent.locator("input[name=outcome]").first.check()
    go_on(agent)
    expect(agent.locator("#thread")).to_be_visible()


def read_status(client: Page, centre: Centre, words: dict[str, str], number: str) -> Page:
    client.goto(centre.url + words["status"])
    client.fill("input[name=number]", number.lower().replace("-", " "))
    client.fill("input[name=email]", words["email"])
    go_on(client)
    mail = centre.mail("code", to=words["email"])
    code = "".join(char for char in mail["Subject"] if char.isdigit())[-6:]
    client.fill("input[name=code]", code)
    go_on(client)
    expect(client.locator("h1")).to_contain_text(number)
    return client


COUNT = """
from tickets.models import Message, Ticket
tickets = Ticket.objects.filter(parties__email="{email}")
print("COUNTS", tickets.count(),
      *(Message.objects.filter(ticket__in=tickets, automatic=False, direction=way, body=text)
        .count() for way, text in {said!r}))
"""


def test_killed_by_9_in_the_middle_of_it_nothing_is_lost_or_doubled(
    centre: Centre, browser: Browser, tmp_path: Path
) -> None:
    words = WORDS["en"] | {"email": "tran.killed@example.org"}
    staff = centre.staff("en")
    part(centre.data.root, "valkey").kill()
    number = "CC-" + file_the_form(browser.new_context().new_page(), centre, words, tmp_path)
    agent = sign_in(browser, centre, words, staff["agent"])
    claim(agent, number)

    part(centre.data.root, "worker").kill()
    send(agent, words["reply"])
    mail = centre.mail(words["reply"], to=words["email"])

    part(centre.data.root, "postgres").kill()
    raw = answer_by_mail(mail, words)
    said = json.loads(centre.manage_until_done("receive_email", stdin=raw))
    assert (said["action"], said["ticket"]) == ("appended", number)
    again = json.loads(centre.manage_until_done("receive_email", stdin=raw))
    assert again["action"] == "duplicate"

    wait_until(lambda: ready(centre.url, younger=8), 60)
    agent.goto(f"{centre.url}/en/desk/tickets/{number}/")
    expect(agent.locator("#thread")).to_contain_text(words["answer"])
    told = [("in", words["question"]), ("out", words["reply"]), ("in", words["answer"])]
    counted = centre.manage("shell", "-v", "0", "-c", COUNT.format(email=words["email"], said=told))
    assert counted.split() == ["COUNTS", "1", "1", "1", "1"]
    sent = {mail["Message-ID"] for mail in centre.mails() if words["reply"] in text_of(mail)
            and mail["To"] == words["email"]}  # fmt: skip
    assert len(sent) == 1


def claim(agent: Page, number: str) -> None:
    """Next, again and again until the worker has routed the new ticket.

    What else waits may come first.
    """
    my_work = agent.url
    for _ in range(30):
        agent.goto(my_work)
        agent.locator(".next-form button").first.click()
        agent.wait_for_load_state()
        if number in agent.locator("body").inner_text():
            return
        agent.wait_for_timeout(1000)
    raise AssertionError(f"{number} never came up")


def send(agent: Page, text: str) -> None:
    agent.fill("#reply_text", text)
    agent.locator("[data-send]").first.click()
    expect(agent.locator("#thread")).to_contain_text(text)
