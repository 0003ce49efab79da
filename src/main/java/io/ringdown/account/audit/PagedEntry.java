package io.ringdown.account.audit;

/**
 * An entry and where it stands in the list.
 *
 * @param number tells entries of the same time apart
 */
public record PagedEntry(long number, AuditEntry entry) {}
