// A link to hand on: shared by the phone's own dialogue, or copied. Without script it stands there to be selected.
// <p data-share="Title"><a href="…">…</a> <button hidden> <span role="status">…data-done="Copied"</p>
for (const place of document.querySelectorAll("[data-share]")) {
  const [link, button, status] = ["a", "button", "[role=status]"].map((one) => place.querySelector(one));
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share && matchMedia("(pointer: coarse)").matches) {
        await navigator.share({ title: place.dataset.share, url: link.href });
        return;
      }
      await navigator.clipboard.writeText(link.href);
      status.textContent = status.dataset.done;
    } catch {
      // Refused or called off: the link is marked, to be copied by hand.
      window.getSelection().selectAllChildren(link);
    }
  });
}
