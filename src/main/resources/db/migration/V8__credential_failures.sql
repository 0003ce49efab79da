-- A credential that its provider does not take; gone when it works again or is changed. version is
-- the credential's when it failed.
CREATE TABLE credential_failure (
  credential_sid VARCHAR(34) PRIMARY KEY REFERENCES credential (sid) ON DELETE CASCADE,
  version        BIGINT      NOT NULL,
  reason         VARCHAR(64) NOT NULL,
  since_at       BIGINT      NOT NULL
);
