package io.ringdown.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
  private static final VersionTag PRESENT = VersionTag.of(3, new byte[] {1});

  @Test
  void differentBytesHaveDifferentTagsAndTheSameBytesTheSame() {
    assertThat(VersionTag.of(3, new byte[] {1})).isEqualTo(PRESENT).hasToString(PRESENT.toString());
    assertThat(VersionTag.of(3, new byte[] {2}).toString()).isNotEqualTo(PRESENT.toString());
    assertThat(PRESENT.toString()).matches("\"3-[0-9a-f]{16}\"");
  }

  @Test
  void noConditionIsMetByAnything() {
    assertThatCode(() -> conditions(null, null).require(PRESENT)).doesNotThrowAnyException();
    assertThat(conditions(null, null).isKnown(PRESENT)).isFalse();
    assertThat(conditions(null, null).namesVersions()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "\"3-aa\"", "\"x\" , \"3-aa\"", "\"3-aa\",W/\"4-aa\""})
  void anyTagOfTheVersionMatches(String header) {
    assertThatCode(() -> conditions(header, null).require(PRESENT)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"2-aa\"", "\"33-aa\"", "W/\"3-aa\"", "\"3\"", "\"\"", "\"*\""})
  void nothingElseMatches(String header) {
    assertProblem(412, () -> conditions(header, null).require(PRESENT));
    assertProblem(412, () -> conditions(header, null).isKnown(PRESENT));
  }

  @Test
  void onlyTheVeryBytesAreKnown() {
    assertThat(conditions(null, PRESENT.toString()).isKnown(PRESENT)).isTrue();
    assertThat(conditions(null, "\"x\", W/" + PRESENT).isKnown(PRESENT)).isTrue();
    assertThat(conditions(null, "*").isKnown(PRESENT)).isTrue();
    assertThat(conditions(null, "\"3-aa\"").isKnown(PRESENT)).isFalse();
    assertProblem(412, () -> conditions(null, "*").require(PRESENT));
  }

  @Test
  void aTagIsComparedAsAWhole() {
    var present = Optional.of("3");
    for (var match : new String[] {"*", "\"3\"", "\"2\", \"3\""}) {
      assertThatCode(() -> conditions(match, null).require(present)).doesNotThrowAnyException();
    }
    assertThatCode(() -> conditions(null, "\"2\"").require(present)).doesNotThrowAnyException();
    assertProblem(412, () -> conditions("\"3-aa\"", null).require(present));
    assertProblem(412, () -> conditions("W/\"3\"", null).require(present));
    assertProblem(412, () -> conditions(null, "*").require(present));
    assertProblem(412, () -> conditions(null, "W/\"3\"").require(present));
  }

  @Test
  void whatIsNotThereMatchesNothing() {
    Optional<String> nothing = Optional.empty();
    assertThatCode(() -> conditions(null, null).require(nothing)).doesNotThrowAnyException();
    assertThatCode(() -> conditions(null, "*").require(nothing)).doesNotThrowAnyException();
    assertProblem(412, () -> conditions("*", null).require(nothing));
    assertProblem(412, () -> conditions("\"3\"", null).require(nothing));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3-aa", "\"a\" \"b\"", "\"a\";\"b\"", "w/\"a\"", "\"a", "*, \"a\"", "\"a b\""})
  void whatIsNoTagIsSaidToBeNone(String header) {
    assertProblem(400, () -> conditions(header, null));
    assertProblem(400, () -> conditions(null, header));
  }

  private static Conditions conditions(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    return Conditions.of(
        ifMatch == null ? null : List.of(ifMatch),
        ifNoneMatch == null ? null : List.of(ifNoneMatch));
  }

  private static void assertProblem(int status, Runnable work) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(work::run)
        .satisfies(thrown -> assertThat(thrown.problem().status()).isEqualTo(status));
  }
}
