-- the first entry of the log, which its end names, and a recording that was opened
INSERT INTO admin_log (sequence, at_ms, log, category, action, subject_id, subject, by_id, by_name, address, is_authorized,
    details, hash)
VALUES
    (1, 1700000000000, 'configuration', 'account_change', 'Add account', NULL, 'Ada', NULL, 'command line', NULL, TRUE, '[]',
        'ab');
UPDATE admin_log_head SET sequence = 1, hash = 'ab';
INSERT INTO accounts (id, name, name_key, display_name, role, password_hash, is_disabled, created_at_ms, signed_in_at_ms,
    time_zone, language, totp_secret, totp_step, permission_level)
VALUES
    ('01890000-0000-7000-8000-0000000009a1', 'Mary', 'mary', 'Mary S.', NULL, NULL, FALSE, 1700000000000, 1700000001000,
        NULL, NULL, NULL, NULL, 'full');
INSERT INTO sign_in_sessions (token_hash, id, account_id, method, signed_in_at_ms, seen_at_ms, address, browser)
VALUES
    ('hash of mary', '01890000-0000-7000-8000-0000000009b1', '01890000-0000-7000-8000-0000000009a1', 'password',
        1700000001000, 1700000001000, '192.0.2.1', 'a browser');
INSERT INTO playbacks (token_hash, recording_id, opened_at_ms, justification)
VALUES ('hash of mary', '01890000-0000-7000-8000-0000000009c1', 1700000002000, 'ticket 7');
