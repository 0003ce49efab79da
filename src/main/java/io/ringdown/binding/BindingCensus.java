package io.ringdown.binding;

import java.util.List;

/** What counts all bindings, of all accounts. Thread-safe; costs a look at each, so ask seldom. */
public interface BindingCensus {
  /** How many there are of each kind that there is, in no order. */
  List<Count> count();

  /** How many bindings have this channel and this status. */
  record Count(Channel channel, BindingStatus status, long bindings) {}
}
