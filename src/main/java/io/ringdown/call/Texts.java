package io.ringdown.call;

/** The rule that every short text from outside obeys before it becomes an id of ours. */
public final class Texts {
  private Texts() {}

  /**
   * Whether the text has 1 to {@code max} code points, none of them a control character (Unicode
   * category Cc) or an unpaired surrogate.
   */
  public static boolean isPrintable(String text, int max) {
    if (text.isEmpty() || text.length() > 2L * max || text.codePointCount(0, text.length()) > max) {
      return false;
    }
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }
}
