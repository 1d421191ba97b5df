/* Practice phones: open several, write, tap, and see at once what arrives. */
(() => {
  "use strict";
  const EVERY_MS = 1000;
  const body = document.body;
  const words = new Map([...document.querySelectorAll("#said dt")].map((dt) => [dt.textContent, dt.nextElementSibling.textContent]));
  const say = (name) => words.get(name) || "";
  const byId = (id) => document.getElementById(id);
  const phones = new Map(); // user id → { root, last, state, day }
  const liff = { endpoint: body.dataset.liffEndpoint, id: body.dataset.liffId, line: body.dataset.liffLine };

  const tell = (text) => { byId("status").textContent = text; if (text) setTimeout(() => { if (byId("status").textContent === text) byId("status").textContent = ""; }, 5000); };

  const post = async (path, data = {}) => {
    const answer = await fetch(`/emulator/control/${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(data) });
    const told = await answer.json();
    if (!answer.ok) { tell(`${say("failed")} ${told.message}`); throw new Error(told.message); }
    return told;
  };

  /* ---- Residents ---- */
  const listPeople = async () => {
    const asked = new FormData(byId("search")).get("q") || "";
    const told = await (await fetch(`/emulator/residents?q=${encodeURIComponent(asked)}`)).json();
    const rows = told.phones.map((person) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "person";
      button.dataset.user = person.user_id;
      button.setAttribute("aria-pressed", String(phones.has(person.user_id)));
      const name = document.createElement("span");
      name.textContent = person.name;
      const state = document.createElement("span");
      state.className = "state";
      state.textContent = say(person.state);
      button.append(name, state);
      const item = document.createElement("li");
      item.append(button);
      return item;
    });
    const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.user : null;
    byId("people").replaceChildren(...rows);
    byId("none").hidden = told.phones.length > 0 || asked !== "";
    const again = focused && byId("people").querySelector(`[data-user="${focused}"]`);
    if (again) again.focus();
  };

  byId("people").addEventListener("click", (event) => {
    const button = event.target.closest("[data-user]");
    if (!button) return;
    if (phones.has(button.dataset.user)) putAway(button.dataset.user);
    else open(button.dataset.user);
  });
  byId("search").addEventListener("input", listPeople);
  byId("search").addEventListener("submit", (event) => { event.preventDefault(); listPeople(); });
  byId("add").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const made = await post("phones", { name: form.elements.name.value });
    form.reset();
    open(made.user_id);
  });
  byId("dark").addEventListener("change", (event) => {
    body.classList.toggle("dark", event.target.checked);
    for (const phone of phones.values()) { phone.last = 0; phone.day = ""; phone.talk.replaceChildren(); }
    refresh();
  });

  /* ---- One phone ---- */
  const remember = () => { history.replaceState(null, "", phones.size ? `#${[...phones.keys()].join(",")}` : location.pathname); };

  const putAway = (id) => {
    const phone = phones.get(id);
    if (!phone) return;
    phone.root.remove();
    phones.delete(id);
    byId("choose").hidden = phones.size > 0;
    remember();
    listPeople();
  };

  const open = (id) => {
    if (phones.has(id)) return;
    const root = byId("phone-template").content.firstElementChild.cloneNode(true);
    const find = (name) => root.querySelector(name);
    const phone = { id, root, find, talk: find(".talk"), last: 0, day: "", state: "", menu: "" };
    phones.set(id, phone);
    byId("choose").hidden = true;
    byId("phones").append(root);
    wire(phone);
    remember();
    openTalk(phone).then(listPeople);
  };

  /* A changed default menu shows only when the talk is opened, as on the real platform. */
  const openTalk = async (phone) => { await post(`phones/${phone.id}/open`).catch(() => tell("")); await refresh(); };

  const act = async (phone, what, data) => { await post(`phones/${phone.id}/${what}`, data); await refresh(); };

  const wire = (phone) => {
    const { find } = phone;
    find(".reopen").addEventListener("click", () => openTalk(phone));
    find(".menu").addEventListener("click", (event) => { const area = event.target.closest("[data-area]"); if (area) tapArea(phone, area); });
    find(".put-away").addEventListener("click", () => putAway(phone.id));
    find(".block").addEventListener("click", async () => { await act(phone, "block"); listPeople(); });
    find(".follow").addEventListener("click", async () => { await act(phone, "follow"); listPeople(); });
    find(".plus").addEventListener("click", () => showTray(phone, find(".tray").hidden));
    find(".bar").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = find(".words").value.trim();
      if (!text) return;
      find(".words").value = "";
      act(phone, "text", { text });
    });
    find(".location").addEventListener("click", () => askPlace(phone));
    find(".place .back").addEventListener("click", () => { find(".place").hidden = true; });
    find(".place").addEventListener("submit", (event) => {
      event.preventDefault();
      const given = event.target.elements;
      act(phone, "location", { title: given.title.value, address: given.address.value, latitude: Number(given.latitude.value), longitude: Number(given.longitude.value) });
      find(".place").hidden = true;
      showTray(phone, false);
    });
    find(".photo").addEventListener("change", (event) => sendPhoto(phone, event.target));
    find(".allow").addEventListener("click", () => allow(phone));
    find(".refuse").addEventListener("click", () => closeSheet(phone));
    find(".close-sheet").addEventListener("click", () => closeSheet(phone));
    phone.talk.addEventListener("click", (event) => tapped(phone, event));
    phone.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!find(".sheet").hidden) closeSheet(phone);
      find(".place").hidden = true;
      showTray(phone, false);
    });
  };

  const showTray = (phone, shown) => {
    phone.find(".tray").hidden = !shown;
    phone.find(".plus").setAttribute("aria-expanded", String(shown));
  };
  const askPlace = (phone) => { phone.find(".place").hidden = false; phone.find(".place input").focus(); };

  const sendPhoto = async (phone, input) => {
    const file = input.files[0];
    input.value = "";
    showTray(phone, false);
    if (!file) return;
    const answer = await fetch(`/emulator/control/phones/${phone.id}/photo`, { method: "POST", headers: { "content-type": file.type }, body: file });
    if (!answer.ok) tell(`${say("failed")} ${(await answer.json()).message}`);
    refresh();
  };

  /* ---- Taps in the talk ---- */
  const tapped = (phone, event) => {
    const plain = event.target.closest("a[href]");
    const control = event.target.closest("[data-line-action]");
    const page = plain ? pageOf(plain.href) : null;
    if (page) { event.preventDefault(); openSheet(phone, page); return; }
    if (!control || plain) return;
    event.preventDefault();
    const action = JSON.parse(control.dataset.lineAction);
    const quick = control.closest(".lb-quick");
    if (quick) quick.remove();
    doAction(phone, action);
  };

  const doAction = (phone, action) => {
    if (action.type === "message" || action.type === "postback") act(phone, "tap", { action });
    doHere(phone, action);
  };

  /* What a tap does on the phone itself. */
  const doHere = (phone, action) => {
    if (action.inputOption === "closeRichMenu") phone.find(".menu").open = false;
    if (action.inputOption === "openRichMenu") phone.find(".menu").open = true;
    if (action.type === "postback" && action.inputOption === "openKeyboard") { phone.find(".words").value = action.fillInText || ""; phone.find(".words").focus(); }
    if (action.type === "location") askPlace(phone);
    if (action.type === "camera" || action.type === "cameraRoll") phone.find(".photo").click();
    if (action.type === "clipboard") navigator.clipboard.writeText(action.clipboardText).then(() => tell(say("copied")));
    if (action.type === "datetimepicker") pick(phone, action);
  };

  /* ---- The rich menu ---- */
  const tapArea = async (phone, area) => {
    const action = JSON.parse(area.dataset.lineAction);
    if (action.type === "uri") openAddress(phone, action.uri); // at once: later a browser takes it for an advertisement
    await act(phone, "tap_area", { menu: phone.menu, area: Number(area.dataset.area) });
    doHere(phone, action);
  };

  const openAddress = (phone, address) => {
    const page = pageOf(address);
    if (page) { openSheet(phone, page); return; }
    const link = document.createElement("a");
    Object.assign(link, { href: address, target: "_blank", rel: "noopener" });
    link.click();
  };

  const showMenu = (phone, menu) => {
    phone.menu = menu.id;
    const root = phone.find(".menu");
    const within = root.contains(document.activeElement) && document.activeElement.dataset.area;
    root.querySelector(".bar-text").textContent = menu.bar || say("menu");
    root.querySelector(".menu-body").innerHTML = menu.html || "";
    root.querySelector(".no-menu").hidden = Boolean(menu.id);
    root.open = within ? true : Boolean(menu.open); // who taps a tab goes on looking at the menu
    const again = within && root.querySelector(`[data-area="${within}"]`);
    if (again) again.focus();
  };

  const pick = (phone, action) => {
    const form = document.createElement("form");
    form.className = "picker";
    const input = document.createElement("input");
    input.type = action.mode === "datetime" ? "datetime-local" : action.mode;
    input.required = true;
    input.setAttribute("aria-label", action.label || say("pick"));
    for (const name of ["min", "max"]) if (action[name]) input[name] = action[name].replace("t", "T");
    if (action.initial) input.value = action.initial.replace("t", "T");
    const send = document.createElement("button");
    send.className = "solid";
    send.textContent = phone.find(".send").textContent;
    form.append(input, send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      act(phone, "tap", { action, params: { [action.mode]: input.value } });
      form.remove();
    });
    phone.find(".case").append(form);
    input.focus();
  };

  /* ---- Pages of the account ---- */
  const pageOf = (address) => {
    const ways = [`${liff.line}${liff.id}`, `${location.origin}/liff/${liff.id}`, liff.endpoint];
    const way = ways.find((start) => address === start || ["/", "?", "#"].some((next) => address.startsWith(start + next)));
    if (!way) return null;
    const rest = address.slice(way.length);
    return liff.endpoint + (rest.startsWith("/") ? rest : `/${rest}`);
  };

  const openSheet = (phone, address) => {
    const sheet = phone.find(".sheet");
    phone.before = document.activeElement;
    phone.find(".sheet-title").textContent = phone.find(".account").textContent;
    sheet.hidden = false;
    phone.find(".close-sheet").focus();
    visit(phone, address);
  };

  /* Who has taken back what the account may know is asked before its page opens. */
  const visit = async (phone, address) => {
    phone.page = address;
    const told = await post(`phones/${phone.id}/liff`);
    phone.find(".consent").hidden = !told.consent;
    if (told.consent) phone.find(".allow").focus();
    else phone.find(".sheet iframe").src = address;
  };
  const allow = async (phone) => { await post(`phones/${phone.id}/liff`, { allow: true }); visit(phone, phone.page); };
  const closeSheet = (phone) => {
    phone.find(".sheet").hidden = true;
    phone.find(".sheet iframe").removeAttribute("src");
    if (phone.before) phone.before.focus();
    refresh();
  };

  const answerPage = {
    session: async (phone) => {
      const told = await post(`phones/${phone.id}/liff`);
      if (told.consent) { phone.find(".consent").hidden = false; throw new Error("the user has not agreed"); }
      return told;
    },
    send: async (phone, data) => { const told = await post(`phones/${phone.id}/liff_send`, { messages: data.messages }); refresh(); return told; },
    close: async (phone) => { closeSheet(phone); return {}; },
    open: async (phone, data) => {
      const page = pageOf(data.url);
      if (page) phone.find(".sheet iframe").src = page;
      else window.open(data.url, "_blank", "noopener");
      return {};
    },
  };

  window.addEventListener("message", async (event) => {
    const phone = [...phones.values()].find((one) => one.find(".sheet iframe").contentWindow === event.source);
    if (!phone || event.origin !== new URL(liff.endpoint).origin || !event.data || !(event.data.liff in answerPage)) return;
    const source = event.source;
    const reply = { liffAnswer: event.data.number };
    try { reply.answer = await answerPage[event.data.liff](phone, event.data); } catch (reason) { reply.error = reason.message; }
    if (source) source.postMessage(reply, event.origin);
  });

  /* ---- News ---- */
  let asking = null;
  let again = false;
  const refresh = () => {
    if (asking) { again = true; return asking; }
    asking = fetchTalks().finally(() => { asking = null; if (again) { again = false; refresh(); } });
    return asking;
  };

  const fetchTalks = async () => {
    if (!phones.size) return;
    const open = [...phones.values()].map((phone) => `${phone.id}:${phone.last}:${phone.menu}`).join(",");
    const theme = body.classList.contains("dark") ? "dark" : "light";
    try {
      const told = await (await fetch(`/emulator/talks?theme=${theme}&open=${open}`)).json();
      for (const talk of told.talks) show(phones.get(talk.user_id), talk, theme);
      if (byId("status").textContent === say("lost")) tell("");
    } catch { byId("status").textContent = say("lost"); }
  };

  const show = (phone, talk, theme) => {
    if (!phone) return;
    if (talk.gone) { putAway(phone.id); return; }
    if (theme !== (body.classList.contains("dark") ? "dark" : "light")) return;
    phone.find(".owner h2").textContent = say("phone-of").replace("{name}", talk.name);
    phone.root.setAttribute("aria-label", say("phone-of").replace("{name}", talk.name));
    phone.find(".loading").hidden = !talk.loading;
    if (talk.state !== phone.state) showState(phone, talk.state);
    if (talk.menu) showMenu(phone, talk.menu);
    if (talk.last <= phone.last) return;
    const atEnd = phone.talk.scrollHeight - phone.talk.scrollTop - phone.talk.clientHeight < 80 || phone.last === 0;
    const first = phone.last === 0;
    phone.last = talk.last;
    const made = document.createElement("template");
    made.innerHTML = talk.html;
    for (const entry of [...made.content.children]) {
      if (entry.dataset.day !== phone.day) {
        const chip = document.createElement("p");
        chip.className = "day";
        chip.textContent = phone.day = entry.dataset.day;
        phone.talk.append(chip);
      }
      phone.talk.append(entry);
    }
    if (atEnd) requestAnimationFrame(() => { phone.talk.scrollTop = phone.talk.scrollHeight; });
    if (atEnd && first) setTimeout(() => { phone.talk.scrollTop = phone.talk.scrollHeight; }, 300);
  };

  const showState = (phone, state) => {
    phone.state = state;
    const friend = state === "friend";
    phone.find(".gate").hidden = friend;
    phone.find(".bar").hidden = !friend;
    phone.find(".menu").hidden = !friend;
    phone.find(".block").hidden = !friend;
    phone.find(".gate-words").textContent = say(state === "blocked" ? "blocked-words" : "add-words");
    phone.find(".follow").textContent = say(state === "blocked" ? "unblock" : "add");
    if (!friend) showTray(phone, false);
  };

  const wanted = location.hash.slice(1).split(",").filter((id) => /^U[0-9a-f]{32}$/.test(id));
  wanted.forEach(open);
  listPeople();
  setInterval(refresh, EVERY_MS);
  setInterval(listPeople, 5 * EVERY_MS);
})();
