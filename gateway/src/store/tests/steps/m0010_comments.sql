-- a comment on a recording, whose author has no account any longer
INSERT INTO recordings (id, name, title, kind, width, height, started_at_ms, imported_at_ms, duration_us, size_bytes,
    source_format, source_sha256, root_sha256, import_notes, is_truncated, is_repeat, is_restricted)
VALUES
    ('01890000-0000-7000-8000-00000000000a', 'a', NULL, 'terminal', 80, 24, NULL, 1700000000001, 0, 0, 'asciicast-v2',
        'source a', 'root a', '[]', FALSE, FALSE, FALSE);
INSERT INTO comments (id, recording_id, account_id, author, at_us, severity, text, made_at_ms)
VALUES
    ('01890000-0000-7000-8000-0000000010c1', '01890000-0000-7000-8000-00000000000a',
        '01890000-0000-7000-8000-0000000010a1', 'Ada', 14000000, 'Severe', 'why <b>this</b>?', 1700000002000);
