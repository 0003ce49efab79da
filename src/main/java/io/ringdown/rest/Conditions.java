package io.ringdown.rest;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    return noneMatch.has(present.opaque());
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

  /**
   * Lets a request pass that makes or changes something whose tag is compared as a whole.
   *
   * @param present what stands between the quotes of the strong tag of what is there; empty when
   *     nothing is
   * @throws ProblemException 412 when what is there is not what is expected
   */
  public void require(Optional<String> present) {
    var met =
        present
            .map(tag -> (!hasMatch || match.hasStrong(tag)) && !noneMatch.has(tag))
            .orElse(!hasMatch);
    if (!met) {
      throw failed();
    }
  }

  /**
   * 409: others changed the same again and again, and the request would have lost their changes.
   */
  public static ProblemException outrun() {
    return new ProblemException(
        Problem.of(409, "Others change the same at this moment. Try again."));
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

  private record Tags(boolean any, List<Tag> tags) {
    boolean has(String opaque) {
      return any || tags.stream().anyMatch(tag -> tag.opaque().equals(opaque));
    }

    boolean hasStrong(String opaque) {
      return any || tags.stream().anyMatch(tag -> !tag.weak() && tag.opaque().equals(opaque));
    }
  }

  private record Tag(boolean weak, String opaque) {
    boolean isOf(VersionTag present) {
      return !weak && opaque.startsWith(present.version() + "-");
    }
  }
}
