// Leads on from an old address, and takes the place that was asked for along.
(() => {
  const { to, moved } = document.currentScript.dataset, hash = location.hash, places = JSON.parse(moved || "{}");
  let place = "";
  try { place = decodeURIComponent(hash.slice(1)) } catch (e) { /* no id then */ }
  if (Object.hasOwn(places, place)) location.replace(places[place]);
  else if (to) location.replace(to + hash);
})();
