package io.ringdown.provider;

import java.io.IOException;

/**
 * Too many others are on the line: nobody was called, and nothing is said about who would have
 * been.
 */
final class LineBusyException extends IOException {
  private static final long serialVersionUID = 1L;

  LineBusyException() {
    super("the line is busy");
  }
}
