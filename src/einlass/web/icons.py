"""Line drawings on a 24 by 24 grid; stroke and size come from components/icon.css."""

from typing import Final

ICONS: Final = {
    "apply": '<path d="M5 4h10l4 4v12H5z"/><path d="M14 4v5h5M8.5 13h7M8.5 16.5h5"/>',
    "ballot": '<path d="M4 11h16v9H4z"/><path d="M8 11V4h8v7M10 15h4"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8.5 3.5V7M15.5 3.5V7"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
    "close": '<path d="M6 6l12 12M18 6 6 18"/>',
    "door": '<path d="M6 20.5V4h9v16.5M15 6h3.5v14.5M3.5 20.5h17M11.5 12.2v.6"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "download": '<path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14"/>',
    "eye": '<path d="M3 12c2.6-4 5.6-6 9-6s6.4 2 9 6c-2.6 4-5.6 6-9 6s-6.4-2-9-6z"/><circle cx="12" cy="12" r="2.5"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>',
    "hidden": '<path d="M3 12c2.6-4 5.6-6 9-6s6.4 2 9 6c-2.6 4-5.6 6-9 6s-6.4-2-9-6z"/><circle cx="12" cy="12" r="2.5"/><path d="M5 19 19 5"/>',
    "home": '<path d="M4 11.5 12 5l8 6.5M6.5 10v9.5h11V10"/>',
    "keyboard": '<path d="M3 6.500h18v11H3zM6.500 10h.1M10.200 10h.1M13.800 10h.1M17.400 10h.1M7.500 14h9"/>',
    "mail": '<path d="M4 6h16v12H4z"/><path d="m4.5 7 7.5 6 7.5-6"/>',
    "next": '<path d="m9.5 6 6 6-6 6"/>',
    "people": '<circle cx="9" cy="8.5" r="3.2"/><path d="M3.5 19c.4-3.4 2.6-5 5.5-5s5.1 1.6 5.5 5M15.5 5.7a3 3 0 0 1 0 5.7M17.3 14.4c1.9.7 2.9 2.2 3.2 4.6"/>',
    "pin": '<path d="M12 21c4.5-5 6.5-8.3 6.5-11.2a6.5 6.5 0 0 0-13 0C5.500 12.700 7.500 16 12 21z"/><circle cx="12" cy="9.800" r="2.300"/>',
    "scan": '<path d="M4 8.500V4h4.500M15.500 4H20v4.500M20 15.500V20h-4.500M8.500 20H4v-4.500M7 12h10"/>',
    "search": '<circle cx="10.500" cy="10.500" r="6"/><path d="m15 15 5 5"/>',
    "seat": '<path d="M7 4v9h9M7 13l-1.500 7M16 13l2 7M16 13V9"/>',
    "settings": '<circle cx="12" cy="12" r="3"/><path d="M12 3.5v3M12 17.500v3M3.500 12h3M17.500 12h3M6 6l2.100 2.100M15.900 15.900 18 18M18 6l-2.100 2.100M8.100 15.900 6 18"/>',
    "sliders": '<path d="M3.500 8h5M13.500 8h7M3.500 16h9M17.500 16h3"/><circle cx="11" cy="8" r="2.500"/><circle cx="15" cy="16" r="2.500"/>',
    "stage": '<path d="M3.500 5h17v9h-17zM12 14v3M7 20l5-3 5 3"/>',
    "ticket": '<path d="M3.500 7.500h17v3a1.800 1.800 0 0 0 0 3.500v3h-17v-3a1.800 1.800 0 0 0 0-3.500zM14.500 7.500v9.500"/>',
    "undo": '<path d="M9 5 4.500 9.500 9 14M4.500 9.500h9.500a5 5 0 0 1 0 10h-4"/>',
    "up": '<path d="m6 14.5 6-6 6 6"/>',
    "warning": '<path d="M12 4 2.800 20h18.400zM12 10v4.500M12 17.200v.3"/>',
}
