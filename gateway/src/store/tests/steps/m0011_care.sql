-- a session of two recordings, restricted, archived and held, one of which is deleted; a file to be purged, the clock
INSERT INTO recordings (id, name, title, kind, width, height, started_at_ms, imported_at_ms, duration_us, size_bytes,
    source_format, source_sha256, root_sha256, import_notes, is_truncated, is_repeat, is_restricted, session_id, list,
    name_key, restricted_at_ms, restricted_by, archived_at_ms, archived_by, hold_at_ms, hold_by, hold_reason,
    deleted_at_ms, deleted_by, purged_from_ms, is_deleted_with_files)
VALUES
    ('01890000-0000-7000-8000-00000000000b', 'b', NULL, 'terminal', 80, 24, NULL, 1700000000001, 0, 0, 'asciicast-v2',
        'source b', 'root b', '[]', FALSE, FALSE, TRUE, '01890000-0000-7000-8000-00000000000b', 'restricted', 'b',
        1700000003000, 'Ada', 1700000004000, 'Grace', 1700000005000, 'Grace', 'case 7', NULL, NULL, NULL, FALSE),
    ('01890000-0000-7000-8000-00000000000c', 'c', NULL, 'terminal', 80, 24, NULL, 1700000000001, 0, 0, 'asciicast-v2',
        'source c', 'root c', '[]', FALSE, FALSE, FALSE, '01890000-0000-7000-8000-00000000000c', 'all', 'c',
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, FALSE);
INSERT INTO session_names (kind, name_key) VALUES ('user', 'of m0011');
INSERT INTO purges (recording_id, purged_at_ms) VALUES ('01890000-0000-7000-8000-0000000000ff', 1700000006000);
INSERT INTO trusted_clock (id, seen_ms) VALUES (1, 1700000006000);
