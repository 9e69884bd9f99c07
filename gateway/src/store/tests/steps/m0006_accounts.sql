-- the first version with accounts
INSERT INTO recordings (id, name, title, kind, width, height, started_at_ms, imported_at_ms, duration_us, size_bytes,
    source_format, source_sha256, root_sha256, import_notes, is_truncated, is_repeat, "session_user", session_host,
    session_client, session_client_address, session_application, session_site, event_count, user_key, application_key,
    host_key, is_restricted)
VALUES
    ('01890000-0000-7000-8000-000000000601', 'a', NULL, 'desktop', 1, 1, 1500000000000, 1700000000000, 1, 1, 'script',
        'source 601', 'root', '[]', FALSE, FALSE, 'ADA', 'SRV-2', NULL, NULL, NULL, NULL, 7, 'ada', NULL, 'srv-2', TRUE);
INSERT INTO accounts (id, name, name_key, display_name, role, password_hash, is_disabled, created_at_ms, signed_in_at_ms,
    time_zone, language, totp_secret, totp_step, permission_level)
VALUES
    ('01890000-0000-7000-8000-0000000006a1', 'Zoë', 'zoë', 'Zoë B.', 'read_only_admin', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaA',
        FALSE, 1700000000000, 1700000001000, 'Europe/Zurich', 'de', 'JBSWY3DPEHPK3PXP', 56666666, 'limited'),
    ('01890000-0000-7000-8000-0000000006a2', 'invited', 'invited', 'invited', NULL, NULL, TRUE, 1700000000000, NULL,
        NULL, NULL, NULL, NULL, 'full');
INSERT INTO account_providers (provider, subject, account_id)
VALUES ('azure', '00u1', '01890000-0000-7000-8000-0000000006a1');
INSERT INTO account_groups (id, name, name_key, role, claim, permission_level)
VALUES ('01890000-0000-7000-8000-0000000006b1', 'Auditors', 'auditors', 'read_only_admin', 'sec-auditors', 'no');
INSERT INTO group_members (group_id, account_id, is_claimed)
VALUES
    ('01890000-0000-7000-8000-0000000006b1', '01890000-0000-7000-8000-0000000006a1', FALSE),
    ('01890000-0000-7000-8000-0000000006b1', '01890000-0000-7000-8000-0000000006a1', TRUE);
INSERT INTO host_groups (id, name, name_key)
VALUES ('01890000-0000-7000-8000-0000000006c1', 'Databases', 'databases');
INSERT INTO host_group_hosts (host_group_id, host_key, host)
VALUES ('01890000-0000-7000-8000-0000000006c1', 'srv-2', 'SRV-2');
INSERT INTO scope_entries (holder_id, kind, value)
VALUES
    ('01890000-0000-7000-8000-0000000006a1', 'user', 'Ada'),
    ('01890000-0000-7000-8000-0000000006a1', 'host_group', '01890000-0000-7000-8000-0000000006c1');
INSERT INTO sign_in_sessions (token_hash, id, account_id, method, signed_in_at_ms, seen_at_ms, address, browser)
VALUES ('hash of a token', '01890000-0000-4000-8000-0000000006d1', '01890000-0000-7000-8000-0000000006a1', 'password',
    1700000001000, 1700000002000, '192.0.2.1', 'Browser/1.0');
INSERT INTO sign_in_links (secret_hash, purpose, account_id, expires_at_ms, used_at_ms)
VALUES
    ('hash of a secret', 'invitation', '01890000-0000-7000-8000-0000000006a2', 1700000003000, NULL),
    ('hash of another', 'first_admin', NULL, 1700000003000, 1700000000000);
INSERT INTO recovery_codes (account_id, code_hash)
VALUES ('01890000-0000-7000-8000-0000000006a1', 'hash of a code');
INSERT INTO passkeys (id, account_id, credential_id, name, credential, added_at_ms, used_at_ms)
VALUES ('01890000-0000-7000-8000-0000000006e1', '01890000-0000-7000-8000-0000000006a1', 'credential', 'Key', '{}',
    1700000001000, NULL);
