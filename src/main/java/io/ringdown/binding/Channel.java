package io.ringdown.binding;

import java.util.regex.Pattern;

/**
 * A way to reach a device: {@code fcm}, {@code websocket} … A value, so that a new one needs no
 * edit.
 */
public record Channel(String name) {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /**
   * @throws IllegalArgumentException when the name is not lower-case letters, digits and hyphens
   */
  public Channel {
    if (!FORM.matcher(name).matches()) {
      throw new IllegalArgumentException("must be lower-case letters, digits and hyphens");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
