# The centre in one image: web server, workers, beat and migrations differ by command only.
FROM python:3.11-slim AS build
WORKDIR /srv/contactcentre
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY . .
RUN python manage.py compile_messages && python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home contactcentre \
    && install -d -o contactcentre -g contactcentre -m 0700 /data /mail
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/contactcentre /srv/contactcentre
WORKDIR /srv/contactcentre
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 CC_ENV=production DATA_DIR=/data
USER contactcentre
VOLUME ["/data"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s \
    CMD ["python", "-m", "contactcentre.local.probe", "http://127.0.0.1:8000/healthz"]
CMD ["python", "-m", "uvicorn", "contactcentre.asgi:application", "--host", "0.0.0.0", \
     "--port", "8000", "--timeout-graceful-shutdown", "3", "--no-access-log", \
     "--no-proxy-headers", "--no-server-header", "--lifespan", "off"]
