-- the same columns as before, and a repeat of a source
INSERT INTO recordings (id, name, title, kind, width, height, started_at_ms, imported_at_ms, duration_us, size_bytes,
    source_format, source_sha256, root_sha256, import_notes, is_truncated, is_repeat, "session_user", session_host,
    session_client, session_client_address, session_application, session_site, event_count, user_key, application_key,
    host_key, is_restricted)
VALUES
    ('01890000-0000-7000-8000-000000000701', 'a', NULL, 'desktop', 1, 1, 1500000000000, 1700000000000, 1, 1, 'script',
        'source 701', 'root', '[]', FALSE, FALSE, 'ADA', 'SRV-2', NULL, NULL, ' App ', NULL, 7, 'ada', 'app', 'srv-2', TRUE),
    ('01890000-0000-7000-8000-000000000702', 'a', NULL, 'desktop', 1, 1, 1500000000000, 1700000000000, 1, 1, 'script',
        'source 701', 'root', '[]', FALSE, TRUE, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, FALSE);
