package io.ringdown.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request expects of what is there: {@code If-Match} and {@code If-None-Match}.
 *
 * <p>{@code If-Match} compares versions only: a tag of any representation that the version had will
 * do, so that nobody loses a race against a mere delivery. Weak tags never match it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1">RFC 9110: Preconditions</a>
 */
public final class Conditions {
  private static final Pattern TAG =
      Pattern.compile("\\s*(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"\\s*(,|$)");
  private static final Tags NONE = new Tags(false, List.of());

  private final Tags match;
  private final boolean hasMatch;
  private final Tags noneMatch;

  private Conditions(@Nullable Tags match, @Nullable Tags noneMatch) {
    this.match = Objects.requireNonNullElse(match, NONE);
    this.hasMatch = match != null;
    this.noneMatch = Objects.requireNonNullElse(noneMatch, NONE);
  }

  /**
   * The request's.
   *
   * @throws ProblemException 400 when they are not well-formed
   */
  public static Conditions of(HttpHeaders headers) {
    return of(
        headers.getRequestHeader(HttpHeaders.IF_MATCH),
        headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH));
  }

  /** Of the lines of the two headers. */
  static Conditions of(@Nullable List<String> ifMatch, @Nullable List<String> ifNoneMatch) {
    return new Conditions(
        tags(HttpHeaders.IF_MATCH, ifMatch), tags(HttpHeaders.IF_NONE_MATCH, ifNoneMatch));
  }

  /** Whether the request is for certain versions only, so that a race with another is lost. */
  public boolean namesVersions() {
    return hasMatch && !match.any();
  }

  /**
   * Lets a request pass that asks for a representation.
   *
   * @return whether the client has this very one
   * @throws ProblemException 412 when it is not what is expected
   */
  public boolean isKnown(VersionTag present) {
    requireMatch(present);
    return noneMatch.any()
        || noneMatch.tags().stream().anyMatch(tag -> tag.opaque().equals(present.opaque()));
  }

  /**
   * Lets a request pass that changes something.
   *
   * @throws ProblemException 412 when what is there is not what is expected
   */
  public void require(VersionTag present) {
    if (isKnown(present)) {
      throw failed();
    }
  }

  /** 412: somebody else was faster. */
  public static ProblemException failed() {
    return new ProblemException(
        Problem.of(412, "It is not what the request expects it to be; read it again."));
  }

  private void requireMatch(VersionTag present) {
    if (namesVersions() && match.tags().stream().noneMatch(tag -> tag.isOf(present))) {
      throw failed();
    }
  }

  private static @Nullable Tags tags(String name, @Nullable List<String> lines) {
    if (lines == null || lines.isEmpty()) {
      return null;
    }
    var text = String.join(",", lines).strip();
    if (text.equals("*")) {
      return new Tags(true, List.of());
    }
    var tags = new ArrayList<Tag>();
    var matcher = TAG.matcher(text);
    var end = 0;
    while (end < text.length()) {
      if (!matcher.find(end) || matcher.start() != end) {
        throw ProblemException.badRequest(
            "The header " + name + " must be * or entity tags in double quotes.");
      }
      tags.add(new Tag(matcher.group(1) != null, matcher.group(2)));
      end = matcher.end();
    }
    return new Tags(false, tags);
  }

  private record Tags(boolean any, List<Tag> tags) {}

  private record Tag(boolean weak, String opaque) {
    boolean isOf(VersionTag present) {
      return !weak && opaque.startsWith(present.version() + "-");
    }
  }
}
