package io.ringdown.binding;

import java.util.List;

/**
 * What became of a registration.
 *
 * @param binding as it is now
 * @param created whether it is new; false when one was there and was refreshed, moved or changed
 * @param departed those that had to go for it
 */
public record Registered(Binding binding, boolean created, List<Departed> departed) {
  public Registered {
    departed = List.copyOf(departed);
  }
}
