/* One LIFF page: LINE says who the resident is, our server answers fragments of HTML, forms are sent from here.
   The session token stays in this variable; nothing is stored on the phone. */
(function () {
  "use strict";
  const main = document.getElementById("main");
  const status = document.querySelector("[data-status]");
  const onItsWay = new URLSearchParams(location.search).has("liff.state"); // LINE's script goes on by itself
  let session = "";

  function fromTemplate(name) {
    return document.querySelector("template[" + name + "]").content.cloneNode(true);
  }

  /* `data-found`: the page is the same, with the matches of a search in it. `before` is what had the focus. */
  function show(html, before) {
    main.innerHTML = html;
    main.setAttribute("aria-busy", "false");
    const first = main.querySelector("[data-focus], [data-found]") || again(before);
    if (first) first.focus();
    if (first && first.matches("[data-focus]")) window.scrollTo(0, 0);
    status.textContent = first && !first.matches("button, input") ? first.textContent.trim() : "";
  }

  /* After one more row was asked for: its first empty input. */
  function again(before) {
    const name = before && before.name === "add" ? before.value : "";
    return name && [...main.querySelectorAll("[name='" + name + "-y']")].find((input) => !input.value);
  }

  function showNoLine() {
    main.replaceChildren(fromTemplate("data-no-line"));
    main.setAttribute("aria-busy", "false");
  }

  /* An ID token ends after an hour. Inside LINE only opening the LIFF address anew brings another one, neither
     `liff.login` nor a reload does. `again` in the address keeps this from going round in circles. */
  async function signInAnew() {
    const here = new URL(location.href);
    here.searchParams.set("again", "1");
    const anew = liff.isInClient() ? await liff.permanentLink.createUrlBy(here.href) : "";
    liff.logout();
    if (anew) location.replace(anew);
    else liff.login({ redirectUri: here.href });
  }

  async function openSession() {
    const body = new URLSearchParams({ id_token: liff.getIDToken() || "" });
    if (new URLSearchParams(location.search).has("again")) body.set("again", "1");
    const answer = await fetch(main.dataset.session, { method: "POST", body, credentials: "omit" });
    if (answer.ok) {
      session = (await answer.json()).session;
      return true;
    }
    if (answer.status === 401) {
      await signInAnew();
    } else {
      show(await answer.text());
    }
    return false;
  }

  async function ask(address, body, again) {
    const headers = { Authorization: "Bearer " + session };
    const answer = await fetch(address, { method: "POST", body, headers, credentials: "omit" });
    if (answer.headers.get("Content-Language")) main.lang = answer.headers.get("Content-Language");
    if (answer.status === 401 && !again) return (await openSession()) ? ask(address, body, true) : null;
    if (answer.status >= 500) throw new Error("status " + answer.status);
    return answer.text();
  }

  async function send(form, button) {
    const old = form.querySelector("[role=alert][data-sent]");
    if (old) old.remove();
    const body = new URLSearchParams(new FormData(form));
    if (button.name) body.set(button.name, button.value);
    button.disabled = true;
    try {
      const html = await ask(form.action, body);
      if (html !== null) show(html, button);
    } catch (_error) {
      const notice = fromTemplate("data-offline").firstElementChild;
      notice.dataset.sent = "";
      form.append(notice);
      notice.focus();
    }
    button.disabled = false;
  }

  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-liff-form]")) return;
    event.preventDefault();
    send(event.target, event.submitter || event.target.querySelector("button"));
  });

  function plain(text) {
    return text.normalize("NFKC").toLowerCase().replace(/[ァ-ヴ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 96));
  }

  document.addEventListener("input", function (event) {
    if (!event.target.matches("[data-filter]")) return;
    const words = plain(event.target.value.trim());
    const options = event.target.closest("fieldset").querySelector("[data-options]");
    const folded = options.querySelector("details");
    if (folded) folded.open = Boolean(words) || folded.open;
    options.querySelectorAll("[data-words]").forEach(function (option) {
      option.hidden = !plain(option.dataset.words).includes(words);
    });
  });

  document.addEventListener("keydown", function (event) {
    const look = event.key === "Enter" && event.target.closest(".look");
    if (event.key === "Enter" && event.target.matches("[data-filter]")) event.preventDefault();
    if (!look || event.target.matches("button")) return;
    event.preventDefault();
    look.querySelector("button").click();
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-reload]")) location.reload();
    if (event.target.closest("[data-liff-close]")) liff.closeWindow();
  });

  async function begin() {
    document.querySelector("[data-loading]").hidden = false;
    await liff.init({ liffId: main.dataset.liff });
    if (!liff.isLoggedIn()) {
      liff.login({ redirectUri: location.href });
      return;
    }
    if (!main.dataset.content) {
      if (!onItsWay) location.replace(main.dataset.start);
      return;
    }
    if (await openSession()) {
      const html = await ask(main.dataset.content, new URLSearchParams());
      if (html !== null) show(html);
    }
  }

  begin().catch(showNoLine);
})();
