package io.ringdown.rest;

/**
 * Names members of a request to its sender.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6901">RFC 6901: JSON pointer</a>
 */
public final class Pointers {
  private static final int LONGEST_NAME = 64;

  private Pointers() {}

  /** The pointer to a member of an object; a name too long to be repeated to its sender is cut. */
  public static String to(String object, String member) {
    var cut = member.length() > LONGEST_NAME ? member.substring(0, LONGEST_NAME) + "…" : member;
    return object + "/" + cut.replace("~", "~0").replace("/", "~1");
  }
}
