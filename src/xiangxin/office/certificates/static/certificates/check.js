/* A scanned code stands behind the # of the address, which no server and no log ever sees. */
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector("[data-from-address]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (field && code && !field.value) {
    field.value = code;
    history.replaceState(null, "", location.pathname + location.search);
  }
});
