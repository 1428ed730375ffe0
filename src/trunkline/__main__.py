from trunkline.cli import app

app()
