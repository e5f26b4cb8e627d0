// What folium's own elements expect of the libraries that it loads from elsewhere: pictures of markers,
// and the two uses of jQuery in its popups and in keep_in_front. Each stands back where the library is there.
(() => {
  const NAMESPACE = "http://www.w3.org/2000/svg";
  const pin = (colour) => {
    const picture = document.createElementNS(NAMESPACE, "svg");
    const shape = document.createElementNS(NAMESPACE, "path");
    const values = { d: "M12 1a11 11 0 0 1 11 11c0 7-8 13-11 23C9 25 1 19 1 12A11 11 0 0 1 12 1zm0 7a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", fill: colour, stroke: "#fff", "fill-rule": "evenodd" };
    for (const [name, value] of Object.entries(values)) shape.setAttribute(name, value);
    picture.setAttribute("viewBox", "0 0 24 36");
    picture.append(shape);
    return L.divIcon({ html: picture.outerHTML, className: "", iconSize: [24, 36], iconAnchor: [12, 36], popupAnchor: [0, -32], tooltipAnchor: [12, -24] });
  };
  const first = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html.trim();
    return [document.importNode(box.content, true).firstElementChild];
  };
  const ready = (then) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", then) : queueMicrotask(then));
  L.Marker.prototype.options.icon = pin("#2a6f97");
  L.AwesomeMarkers ??= { icon: ({ markerColor }) => pin(markerColor || "#2a6f97") };
  globalThis.$ ??= (subject) => (typeof subject === "string" ? first(subject) : { ready });
})();
