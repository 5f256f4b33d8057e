from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0015_event_legal_texts'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='questions_asked',
            field=models.JSONField(blank=True, default=list, help_text='Often asked: [{"question": {"en": "…"}, "answer": {"en": "Markdown"}}, …].'),
        ),
    ]
