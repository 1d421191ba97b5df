/* Contrast of two colours as WCAG reckons it, and the colours an area has when it names none itself. Pure. */
(function () {
  "use strict";
  const lineMenu = (window.lineMenu = window.lineMenu || {});

  function luminance(colour) {
    const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
    const [red, green, blue] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  lineMenu.contrast = function (one, other) {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };

  lineMenu.coloursOf = function (theme, area, here) {
    const tab = area.strip && !here;
    const ink = tab ? theme.tab_ink : area.strip ? theme.icon_ink : theme.ink;
    return { tile: area.tile || (tab ? theme.tab_paper : theme.paper), ink: area.ink || ink };
  };
})();
