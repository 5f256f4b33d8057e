// Chooses the zone that this device is in, where the person has not chosen yet.
const field = document.querySelector("[data-own-zone] select");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (field && !document.querySelector(".field--wrong") && [...field.options].some((option) => option.value === zone)) {
  field.value = zone;
}
