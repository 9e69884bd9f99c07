-- the first version through which somebody could sign in at a provider
INSERT INTO accounts (id, name, name_key, display_name, role, password_hash, is_disabled, created_at_ms, signed_in_at_ms,
    time_zone, language, totp_secret, totp_step, permission_level)
VALUES
    ('01890000-0000-7000-8000-0000000008a1', 'Grace', 'grace', 'Grace H.', NULL, NULL, FALSE, 1700000000000, 1700000001000,
        NULL, NULL, NULL, NULL, 'full');
INSERT INTO account_providers (provider, subject, account_id, issuer)
VALUES ('corp', '00u2', '01890000-0000-7000-8000-0000000008a1', 'https://id.example');
