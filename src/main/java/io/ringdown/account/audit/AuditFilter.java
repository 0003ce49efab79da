package io.ringdown.account.audit;

import io.ringdown.call.AccountSid;
import java.time.Instant;
import java.util.Optional;

/**
 * Which entries are meant; an empty part means any.
 *
 * @param actor the id of who made the change
 * @param after made then or later
 * @param before made earlier
 */
public record AuditFilter(
    Optional<AccountSid> account,
    Optional<String> actor,
    Optional<Instant> after,
    Optional<Instant> before) {}
