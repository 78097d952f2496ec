/* A scanned slip carries its number behind the # of the address, which no server and no log ever sees. */
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector("[data-from-address]");
  const number = decodeURIComponent(location.hash.slice(1));
  if (field && number && !field.value) {
    field.value = number;
    history.replaceState(null, "", location.pathname + location.search);
  }
});
