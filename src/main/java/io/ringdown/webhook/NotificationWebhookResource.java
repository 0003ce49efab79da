package io.ringdown.webhook;

import io.ringdown.delivery.Admission;
import io.ringdown.rest.Bodies;
import io.ringdown.rest.Json;
import io.ringdown.security.ClientAddress;
import io.ringdown.security.PublicUrl;
import io.ringdown.security.RequestLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;

/**
 * Twilio's client call notifications over HTTP: {@code POST /calls/notificationWebhook}.
 *
 * @see <a href="https://www.twilio.com/docs/voice/sdks/client-call-notification-webhook">Twilio:
 *     the client call notification webhook</a>
 */
@Path("notificationWebhook")
@ApplicationScoped
public class NotificationWebhookResource {
  private static final String SIGNATURE = "X-Twilio-Signature";

  @Inject NotificationReceiver receiver;
  @Inject PublicUrl publicUrl;
  @Inject ClientAddress addresses;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<Response> receive(
      @Context HttpHeaders headers, @Context HttpServletRequest request, InputStream body)
      throws IOException {
    var bytes = Bodies.read(headers, body, Bodies.WEBHOOK_LIMIT);
    var url = publicUrl.of(RequestLines.of(request));
    return receiver
        .receive(url, bytes, headers.getHeaderString(SIGNATURE), () -> addresses.of(request))
        .thenApply(NotificationWebhookResource::answer);
  }

  private static Response answer(Admission admission) {
    var answer =
        Json.object()
            .put("message_id", admission.messageId().value())
            .put("bindings", admission.bindings());
    return Response.ok(Json.bytes(answer), MediaType.APPLICATION_JSON).build();
  }
}
