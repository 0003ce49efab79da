package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.openapi.ApiDescription;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Holds every answer that a test gets to what the service says of itself. */
final class Conformance {
  /** What only somebody who sees our insides could know. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "\\b(java|javax|jakarta|sun|io\\.ringdown|org\\.(glassfish|jboss|wildfly|h2|postgresql|apache|eclipse)|com\\.(sun|fasterxml|nimbusds))\\.[a-z]|Exception|\\tat |SQL|SELECT ",
          Pattern.CASE_INSENSITIVE);

  private Conformance() {}

  /** Fails when the answer is not as described. */
  static void check(URI base, HttpResponse<?> answer, String body) {
    assertThat(faults(base, answer, body))
        .as("%s %s", answer.request().method(), answer.uri().getRawPath())
        .isEmpty();
  }

  /** What is wrong with the answer. */
  static List<String> faults(URI base, HttpResponse<?> answer, String body) {
    var faults = new ArrayList<String>();
    var path = answer.uri().getRawPath().substring(base.getRawPath().length());
    var type = answer.headers().firstValue("Content-Type").orElse("");
    var status = answer.statusCode();
    var description = ApiDescription.shipped();
    var operation = description.find(answer.request().method(), path);
    if (operation.isPresent()) {
      operation.get().faults(status, type, body).forEach(faults::add);
    } else if (!description.at(path).isEmpty() && status < 400) {
      faults.add("answered " + status + " though the method is not described");
    }
    if (status >= 400 && !path.startsWith("/health/")) {
      if (!type.equals("application/problem+json")) {
        faults.add("no problem document but " + type);
      }
      if (INSIDES.matcher(body).find()) {
        faults.add("shows the insides: " + body);
      }
    }
    return faults;
  }
}
