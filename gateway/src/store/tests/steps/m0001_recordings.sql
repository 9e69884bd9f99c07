-- with nothing that may be left out, text of many kinds, and a source that was imported twice
INSERT INTO recordings (id, name, title, kind, width, height, started_at_ms, imported_at_ms, duration_us, size_bytes,
    source_format, source_sha256, root_sha256, import_notes, is_truncated, is_repeat)
VALUES
    ('01890000-0000-7000-8000-000000000001', 'größe.guac', 'a "title" of it''s own', 'desktop', 1280, 720, 1500000000000,
        1700000000000, 61000000, 1234, 'guacamole', 'source 1', 'root 1', '["unknown instruction: 3 times"]', TRUE, FALSE),
    ('01890000-0000-7000-8000-000000000002', 'a', NULL, 'terminal', 80, 24, NULL,
        1700000000001, 0, 0, 'asciicast-v2', 'source 2', 'root 2', '[]', FALSE, FALSE),
    ('01890000-0000-7000-8000-000000000003', 'a', NULL, 'terminal', 80, 24, -5,
        1700000000002, 9000000000000, 5000000000, 'asciicast-v2', 'source 2', 'root 2', '[]', FALSE, TRUE);
