-- names that differ in case and in spaces around them, empty ones, and none
INSERT INTO recordings (id, name, title, kind, width, height, started_at_ms, imported_at_ms, duration_us, size_bytes,
    source_format, source_sha256, root_sha256, import_notes, is_truncated, is_repeat, "session_user", session_host,
    session_client, session_client_address, session_application, session_site, event_count)
VALUES
    ('01890000-0000-7000-8000-000000000201', 'a', NULL, 'events', 0, 0, 1500000000000, 1700000000000, 1, 1, 'script',
        'source 201', 'root', '[]', FALSE, FALSE, ' CORP\ZOË ', 'SRV-1', 'laptop', '2001:db8::1', 'Desktop', 'Basel', 18),
    ('01890000-0000-7000-8000-000000000202', 'a', NULL, 'desktop', 1, 1, 1500000000000, 1700000000000, 1, 1, 'script',
        'source 202', 'root', '[]', FALSE, FALSE, '', '  ', '', '', 'İstanbul', '', 0),
    ('01890000-0000-7000-8000-000000000203', 'a', NULL, 'desktop', 1, 1, 1500000000000, 1700000000000, 1, 1, 'script',
        'source 203', 'root', '[]', FALSE, FALSE, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
