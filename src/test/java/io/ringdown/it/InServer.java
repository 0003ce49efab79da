package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.provider.fcm.FakeFcm;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test that speaks to the deployed WAR, with a Google that judges on the other side. */
@ExtendWith(ArquillianExtension.class)
abstract class InServer {
  private static final Ringdown RINGDOWN =
      new Ringdown(RunningServer.at(""), RunningServer.publicUrl(), RunningServer.adminToken());

  @Deployment(testable = false)
  static WebArchive war() {
    return RunningServer.ringdown();
  }

  static Ringdown ringdown() {
    return RINGDOWN;
  }

  static FakeFcm fakeFcm() {
    return TestSession.fcm();
  }

  static void assertProblem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    var problem = Ringdown.json(answer);
    assertThat(problem.get("status").intValue()).isEqualTo(status);
    assertThat(problem.get("type").textValue()).isNotEmpty();
    assertThat(problem.get("title").textValue()).isNotEmpty();
    assertThat(problem.get("detail").textValue()).isNotEmpty();
  }
}
