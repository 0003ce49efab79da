package io.ringdown;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInAnyPackage;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;

/** Holds the code to {@code src/docs/rooms.puml}, the drawing of who may import whom. */
@AnalyzeClasses(packages = "io.ringdown", importOptions = DoNotIncludeTests.class)
class RoomsTest {
  @ArchTest
  static final ArchRule roomsKeepToTheDrawing =
      classes()
          .should(
              adhereToPlantUmlDiagram(
                  Path.of("src/docs/rooms.puml"),
                  consideringOnlyDependenciesInAnyPackage("io.ringdown..")));

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("io.ringdown.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theHeartIsPlainJava =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.ringdown.call..",
              "io.ringdown.account..",
              "io.ringdown.binding..",
              "io.ringdown.delivery..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "com.fasterxml..", "java.sql..", "java.net.http..");

  @ArchTest
  static final ArchRule httpIsSpokenAtTheDoors =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.ringdown.webhook..",
              "io.ringdown.registration..",
              "io.ringdown.admin..",
              "io.ringdown.rest..",
              "io.ringdown.security..",
              "io.ringdown.app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.ws.rs..");

  @ArchTest
  static final ArchRule entitiesNeverLeaveTheStorage =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.ringdown.storage..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.persistence..");

  @ArchTest
  static final ArchRule onlyProvidersCallOut =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.ringdown.provider..", "io.ringdown.config..", "io.ringdown.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "org.apache.hc..");

  @ArchTest
  static final ArchRule jacksonStaysAtTheEdges =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.ringdown.webhook..",
              "io.ringdown.registration..",
              "io.ringdown.admin..",
              "io.ringdown.rest..",
              "io.ringdown.security..",
              "io.ringdown.storage..",
              "io.ringdown.provider..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml..");

  /** It starts without a server, whose libraries are not there. */
  @ArchTest
  static final ArchRule theCommandLineNeedsNoServer =
      classes()
          .that()
          .resideInAPackage("io.ringdown.cli..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.crypto..",
              "javax.net.ssl..",
              "picocli..",
              "com.google.gson..",
              "org.jspecify..",
              "io.ringdown.cli..");

  @ArchTest
  static final ArchRule theClockIsGiven =
      noClasses()
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule valuesComeFromTheConfiguration =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.ringdown.config..")
          .should()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.microprofile.config..");
}
