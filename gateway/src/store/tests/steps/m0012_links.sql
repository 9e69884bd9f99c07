-- a revoked link to a recording, which somebody opened
INSERT INTO recordings (id, name, title, kind, width, height, started_at_ms, imported_at_ms, duration_us, size_bytes,
    source_format, source_sha256, root_sha256, import_notes, is_truncated, is_repeat, is_restricted, session_id)
VALUES
    ('01890000-0000-7000-8000-00000000000d', 'd', NULL, 'terminal', 80, 24, NULL, 1700000000001, 0, 0, 'asciicast-v2',
        'source d', 'root d', '[]', FALSE, FALSE, FALSE, '01890000-0000-7000-8000-00000000000d');
INSERT INTO links (id, recording_id, secret_hash, at_us, made_at_ms, made_by_id, made_by, justification, expires_at_ms,
    revoked_at_ms, revoked_by)
VALUES
    ('01890000-0000-7000-8000-0000000013c1', '01890000-0000-7000-8000-00000000000d', 'hash d', 14000000, 1700000002000,
        '01890000-0000-7000-8000-0000000013a1', 'Ada', 'case 7', 1700003602000, 1700000003000, 'Grace');
INSERT INTO link_openings (id, link_id, token_hash, account_id, name, address, browser, at_ms, justification)
VALUES
    ('01890000-0000-7000-8000-0000000013e1', '01890000-0000-7000-8000-0000000013c1', 'token d',
        '01890000-0000-7000-8000-0000000013a2', 'Alan', '192.0.2.1', 'a browser', 1700000002500, 'why <b>this</b>?');
