/* One LIFF page: LINE says who the resident is, our server answers fragments of HTML, forms are sent from here.
   Inside LINE its script is loaded and gives an ID token; anywhere else our server signs in with LINE Login and nothing
   of LINE's is loaded. The session token stays in this variable. What the tab keeps is the proof that a page used an
   ID token first, which is good for nothing else, and for a moment what LINE Login brought. */
(function () {
  "use strict";
  const main = document.getElementById("main");
  const status = document.querySelector("[data-status]");
  const onItsWay = new URLSearchParams(location.search).has("liff.state"); // LINE's script goes on by itself
  let session = "";
  let access = ""; // LINE's access token where LINE Login brought one
  let onTheWeb = false;
  let ownProof = "";

  /* LINE's browsers name themselves, the practice phones are frames, and LIFF addresses bring this on the first opening. */
  function seemsInsideLine() {
    const named = /\bLine\/|\bLIFF\b/i.test(navigator.userAgent);
    return named || window.parent !== window || location.hash.includes("context_token=");
  }

  function loadLine() {
    return new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = main.dataset.script;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
      setTimeout(reject, 15000);
    });
  }

  function inTab(use) {
    try {
      return use(sessionStorage);
    } catch (_error) {
      return null; // storage is switched off
    }
  }

  /* Whoever copied an ID token out of this page does not have this, and gets no session for it. */
  function proof() {
    ownProof = ownProof || inTab((tab) => tab.getItem("liff-proof")) || "";
    if (!ownProof) {
      const bytes = crypto.getRandomValues(new Uint8Array(32));
      ownProof = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      inTab((tab) => tab.setItem("liff-proof", ownProof));
    }
    return ownProof;
  }

  function takeHandedOver() {
    const handed = inTab((tab) => tab.getItem("liff-handed"));
    inTab((tab) => tab.removeItem("liff-handed"));
    if (handed) ({ session, access } = JSON.parse(handed));
    return Boolean(handed);
  }

  function accessToken() {
    return onTheWeb ? access : liff.getAccessToken() || "";
  }

  /* Off to LINE Login. A LIFF address opened outside LINE names its page in `liff.state`. */
  function signInOnTheWeb() {
    const state = new URLSearchParams(location.search).get("liff.state");
    const below = state === null ? "" : main.dataset.root + state.replace(/^\//, "");
    const wanted = below || (main.dataset.content ? location.pathname + location.search : main.dataset.start);
    location.replace(main.dataset.login + "?" + new URLSearchParams({ next: wanted }));
  }

  /* What stands around the content in the language of the content, once the resident's own is known. */
  async function speak(language) {
    if (!language || document.documentElement.lang === language) return;
    const headers = { "Accept-Language": language };
    const answer = await fetch(location.pathname, { headers, credentials: "omit" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const words = page.querySelectorAll("[data-spoken]");
    document.querySelectorAll("[data-spoken]").forEach((old, n) => { old.innerHTML = words[n].innerHTML; });
    document.title = page.title;
    document.documentElement.lang = language;
  }

  function fromTemplate(name) {
    return document.querySelector("template[" + name + "]").content.cloneNode(true);
  }

  /* `data-found`: the page is the same, with the matches of a search in it. `before` is what had the focus. */
  function show(html, before) {
    main.innerHTML = html;
    main.setAttribute("aria-busy", "false");
    main.querySelectorAll("[data-on-the-web]").forEach((part) => { part.hidden = !onTheWeb; });
    main.querySelectorAll("[data-in-line]").forEach((part) => { part.hidden = onTheWeb; });
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
    const anew = await liff.permanentLink.createUrlBy(here.href);
    liff.logout();
    location.replace(anew);
  }

  async function openSession() {
    const body = new URLSearchParams({ id_token: liff.getIDToken() || "", proof: proof() });
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
    main.lang = answer.headers.get("Content-Language") || "";
    speak(main.lang).catch(() => {});
    if (answer.status === 401 && !again && !onTheWeb) return (await openSession()) ? ask(address, body, true) : null;
    if (answer.status >= 500) throw new Error("status " + answer.status);
    return answer.text();
  }

  async function send(form, button) {
    const old = form.querySelector("[role=alert][data-sent]");
    if (old) old.remove();
    const body = new URLSearchParams(new FormData(form));
    if (button.name) body.set(button.name, button.value);
    if (form.matches("[data-liff-access]")) body.set("access_token", accessToken());
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
    if (seemsInsideLine()) await loadLine().then(() => liff.init({ liffId: main.dataset.liff }));
    onTheWeb = !(window.liff && liff.isInClient());
    if (onTheWeb && !takeHandedOver()) {
      signInOnTheWeb();
      return;
    }
    if (!main.dataset.content) {
      if (!onItsWay) location.replace(main.dataset.start);
      return;
    }
    if (onTheWeb || (await openSession())) {
      const html = await ask(main.dataset.content, new URLSearchParams());
      if (html !== null) show(html);
    }
  }

  begin().catch(showNoLine);
})();
