package io.ringdown.binding;

import io.ringdown.call.AccountSid;

/**
 * A binding that is no more.
 *
 * @param kind why: {@code EVICTED} or {@code DELETED}
 */
public record Departed(AccountSid account, BindingSid sid, BindingChange.Kind kind) {}
