/* Tabs and areas as they are kept: new ones, even divisions, and the strip of tabs above them. Knows nothing of the page. */
(function () {
  "use strict";
  const lineMenu = (window.lineMenu = window.lineMenu || {});

  const key = () =>
    "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
      (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
    );

  lineMenu.emptyTab = () => ({ key: key(), name: "", picture: "", areas: [] });
  lineMenu.emptyArea = (bounds) => ({
    key: key(), bounds, label: "", second_line: "", icon: "", picture: "", tile: "", ink: "", strip: false, target: { kind: "", value: "" },
  });

  /* Move upper and lower edges alike, so that neighbours stay neighbours. */
  lineMenu.stretch = function (areas, place) {
    areas.forEach((area) => {
      const [x, y, width, height] = area.bounds;
      const [top, bottom] = [Math.round(place(y)), Math.round(place(y + height))];
      area.bounds = [x, top, width, bottom - top];
    });
  };

  /* `count` areas beside the strip; the first keep what they hold. How many were dropped. */
  lineMenu.divide = function (tab, count, grids, tabs) {
    const strip = tab.areas.filter((area) => area.strip);
    const content = tab.areas.filter((area) => !area.strip);
    const places = strip.length ? grids[tabs][count].slice(tabs) : grids[0][count];
    const kept = places.map((place, n) => Object.assign(content[n] || lineMenu.emptyArea(place), { bounds: [...place] }));
    tab.areas = [...strip, ...kept];
    return content.slice(count).length;
  };

  /* The strip that switches tabs, for as many tabs as there are; what stood below it moves up or down. */
  lineMenu.fitStrip = function (tab, tabs, grids, height) {
    if (tab.picture || tab.wantsPicture) return;
    const wanted = tabs.length > 1 ? grids[tabs.length][1].slice(0, tabs.length) : [];
    const old = tab.areas.filter((area) => area.strip);
    const content = tab.areas.filter((area) => !area.strip);
    const from = Math.max(0, ...old.map((area) => area.bounds[1] + area.bounds[3]));
    const to = wanted.length ? wanted[0][3] : 0;
    lineMenu.stretch(content, (y) => to + ((y - from) * (height - to)) / (height - from));
    const strip = wanted.map((place, n) => {
      const same = old.find((area) => area.target.value === tabs[n].key);
      const made = same || { ...lineMenu.emptyArea(place), strip: true, target: { kind: "tab", value: tabs[n].key } };
      return Object.assign(made, { bounds: [...place] });
    });
    tab.areas = [...strip, ...content];
  };
})();
