package io.ringdown.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The document is valid OpenAPI 3.1, complete, and says what the code has. */
class DescriptionTest {
  private static final String OAS = "https://spec.openapis.org/oas/3.1/";

  /** What no resource class answers but a servlet, a filter, an endpoint or the server. */
  private static final Set<String> OTHERS =
      Set.of(
          "GET /ws",
          "GET /openapi",
          "GET /v1/metrics",
          "GET /v1/accounts/{account_sid}/events",
          "GET /health/live",
          "GET /health/ready");

  private final ApiDescription description = ApiDescription.shipped();

  @Test
  void isValidByTheSchemaOfOpenApi() {
    var schema =
        SchemaRegistry.withDialect(
                Dialects.getDraft202012(),
                registry -> registry.schemas(DescriptionTest::schemaOfTheSpecification))
            .getSchema(SchemaLocation.of(OAS + "schema-base/2022-10-07"));

    assertThat(schema.validate(description.root())).isEmpty();
  }

  @Test
  void aWrongDocumentWouldBeFound() {
    var schema =
        SchemaRegistry.withDialect(
                Dialects.getDraft202012(),
                registry -> registry.schemas(DescriptionTest::schemaOfTheSpecification))
            .getSchema(SchemaLocation.of(OAS + "schema-base/2022-10-07"));
    JsonNode wrong = description.root().deepCopy();
    ((ObjectNode) wrong.at("/paths/~1v1~1accounts/get")).put("responses", 7);

    assertThat(schema.validate(wrong)).isNotEmpty();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    assertThat(references(description.root()))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(description.root().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
  }

  @Test
  void everyExampleIsValid() {
    var faults = new ArrayList<String>();
    for (var media : description.root().findParents("schema")) {
      if (media.has("example")) {
        description
            .violations(media.get("schema"), media.get("example"))
            .forEach(fault -> faults.add(media.get("example") + ": " + fault));
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void everyOperationSaysWhatItMustSay() {
    var operations = description.operations();

    assertThat(operations).extracting(ApiOperation::id).doesNotHaveDuplicates();
    assertThat(operations)
        .allSatisfy(
            one -> {
              assertThat(one.id()).as(one.toString()).matches("[a-z][A-Za-z]+");
              assertThat(one.node().path("summary").asText()).as(one.toString()).endsWith(".");
              assertThat(one.node().path("tags")).as(one.toString()).hasSize(1);
              if (one.path().startsWith("/v1/")) {
                assertThat(one.statuses()).as(one.toString()).contains(400, 401, 403, 429);
              }
              if (one.node().has("requestBody")) {
                assertThat(one.statuses()).as(one.toString()).contains(400, 415);
              }
              if (one.node().at("/requestBody/content").has("application/json")) {
                assertThat(one.statuses()).as(one.toString()).contains(413);
                assertThat(one.node().at("/requestBody/content/application~1json").has("example"))
                    .as("%s has an example", one)
                    .isTrue();
              }
              var braces =
                  Stream.of(one.path().split("/")).filter(part -> part.startsWith("{")).toList();
              assertThat(one.parameters())
                  .as(one.toString())
                  .filteredOn(parameter -> parameter.get("in").asText().equals("path"))
                  .extracting(parameter -> "{" + parameter.get("name").asText() + "}")
                  .containsExactlyInAnyOrderElementsOf(braces);
            });
  }

  @Test
  void errorsAreProblemDocuments() {
    for (var operation : description.operations()) {
      for (var status : operation.statuses()) {
        if (status >= 400 && !operation.path().startsWith("/health/")) {
          var response =
              description.followed(
                  operation.node().path("responses").path(Integer.toString(status)));
          assertThat(response.path("content").has("application/problem+json"))
              .as(operation + " " + status)
              .isTrue();
          if (status == 429 || status == 503) {
            assertThat(response.path("headers").has("Retry-After")).as(operation + "").isTrue();
          }
        }
      }
    }
  }

  @Test
  void everyOperationOfTheCodeIsDescribedAndTheOtherWayRound() {
    var described = new TreeSet<String>();
    description.operations().forEach(one -> described.add(anonymous(one.toString())));
    var coded = new TreeSet<String>();
    OTHERS.forEach(one -> coded.add(anonymous(one)));
    var classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ringdown");
    for (var resource : classes) {
      if (resource.isAnnotatedWith(Path.class)) {
        var base = base(resource.getPackageName());
        for (var method : resource.getMethods()) {
          httpMethod(method)
              .ifPresent(
                  verb -> coded.add(anonymous(verb + " " + base + path(resource) + path(method))));
        }
      }
    }
    assertThat(classes.stream().filter(one -> one.isAnnotatedWith(ApplicationPath.class)))
        .hasSize(2);

    assertThat(described).isEqualTo(coded);
  }

  private static String base(String room) {
    return room.startsWith("io.ringdown.webhook") ? "/calls" : "/v1";
  }

  private static Optional<String> httpMethod(JavaMethod method) {
    return method.getAnnotations().stream()
        .flatMap(
            annotation ->
                annotation
                    .getRawType()
                    .tryGetAnnotationOfType(HttpMethod.class)
                    .map(HttpMethod::value)
                    .stream())
        .findFirst();
  }

  private static String path(JavaClass resource) {
    return slashed(resource.getAnnotationOfType(Path.class).value());
  }

  private static String path(JavaMethod method) {
    return method.tryGetAnnotationOfType(Path.class).map(path -> slashed(path.value())).orElse("");
  }

  private static String slashed(String path) {
    return path.isEmpty() || path.startsWith("/") ? path : "/" + path;
  }

  private static String anonymous(String operation) {
    return operation.replaceAll("\\{[^{}]*(\\{[^{}]*}[^{}]*)*}", "{}");
  }

  private static List<String> references(JsonNode node) {
    var references = new ArrayList<String>();
    node.findValues("$ref").forEach(reference -> references.add(reference.asText()));
    return references;
  }

  private static @Nullable String schemaOfTheSpecification(String id) {
    if (!id.startsWith(OAS)) {
      return null;
    }
    var name = "/" + id.substring("https://".length());
    try (var stream = DescriptionTest.class.getResourceAsStream(name)) {
      return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
